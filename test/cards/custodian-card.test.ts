import { describe, expect, it } from 'vitest';
import { contactCard } from '../../src/cards/contact-card.ts';
import { custodianCard } from '../../src/cards/custodian-card.ts';
import { scriptCard } from '../../src/cards/script-card.ts';
import { scriptGlance, scriptLines } from '../../src/cards/script-lines.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aDirection, aPlaybook } from '../support/a-playbook.ts';
import { anEvent, aView } from '../support/a-view.ts';
import { cardText, verbsOf } from '../support/card-text.ts';

const inEnglish = { language: 'en', timeZone: 'Europe/Kyiv', playbook: aPlaybook() } as const;
const forAna = { ...inEnglish, member: 'm_ana' };
const forCleo = { ...inEnglish, member: 'm_cleo' };

describe('a custodian’s card', () => {
  it('has the contact in full, what is due, the script at a glance and the buttons of the stage', () => {
    const view = aView({ lead: { stage: 'claimed', dueAt: aMoment + hourMs } });
    const card = custodianCard(view, forAna);
    expect(card.blocks).toContainEqual({
      type: 'contact',
      lines: [
        { kind: 'name', label: 'Name', value: 'Олена Коваленко' },
        { kind: 'phone', label: 'Phone', value: '+380671234512' },
        { kind: 'email', label: 'E-mail', value: 'olena.k@kovalenko-windows.example' },
        { kind: 'company', label: 'Company', value: 'Вікна плюс' },
      ],
    });
    expect(card.blocks).toContainEqual({
      type: 'moment',
      label: 'First touch by',
      at: aMoment + hourMs,
      tone: 'due',
    });
    expect(cardText(card)).toContain('Script: prospecting');
    expect(verbsOf(card)).toEqual([
      ['touch', 'qualify', 'disqualify'],
      ['note', 'snooze', 'release', 'correct'],
    ]);
  });

  it('loses the contact when the lead has moved on, and tells what happened', () => {
    const text = cardText(custodianCard(aView({ lead: { stage: 'accepted' } }), forAna));
    expect(text).toContain('Cleo accepted it.');
    expect(text).toContain('This lead is not yours any more');
    expect(text).not.toMatch(/Олена|\+380|@/);
  });

  it('gives the closer the brief, readable', () => {
    const brief = [
      { question: 'when', value: 'later' },
      { question: 'need', value: 'Twelve windows' },
      { question: 'budget', value: 12_000_050, currency: 'UAH' },
    ];
    const text = cardText(custodianCard(aView({ lead: { stage: 'accepted' }, brief }), forCleo));
    // In the order of the questions.
    expect(text).toContain('What do they need?: Twelve windows\nBudget: ₴120,000.50\nWhen?: Later');
  });

  it('shows the last three notes', () => {
    const texts = [1, 2, 3, 4].map((revision) => ({
      revision,
      at: aMoment,
      by: 'm_ana',
      text: `note ${revision}`,
    }));
    const text = cardText(custodianCard(aView({ lead: { stage: 'claimed' }, texts }), forAna));
    expect(text).not.toContain('note 1');
    expect(text).toContain('Ana, 4 Mar 2026, 10:00: note 4');
  });

  it('shows what the client wrote again as the client’s', () => {
    const texts = [{ revision: 2, at: aMoment, by: null, text: 'Please call after six' }];
    const text = cardText(custodianCard(aView({ lead: { stage: 'claimed' }, texts }), forAna));
    expect(text).toContain('The client, 4 Mar 2026, 10:00: Please call after six');
  });

  it('asks for the whole script by a button where there is more of it', () => {
    const scripts = {
      ...aDirection().scripts,
      prospecting: { en: '# Hello\n- one\n- two\n- three', uk: '' },
    };
    const playbook = aPlaybook({ main: { scripts } });
    const view = aView({ lead: { stage: 'claimed' } });
    const card = custodianCard(view, { ...forAna, playbook });
    expect(card.blocks).toContainEqual({
      type: 'script',
      title: 'Script: prospecting',
      lines: ['- one', '- two'],
    });
    expect(verbsOf(card).at(-1)).toContain('script');
    // There is none in Ukrainian.
    expect(verbsOf(custodianCard(view, { ...forAna, playbook, language: 'uk' })).flat()).not.toContain(
      'script',
    );
  });

  it('does not offer to dial what could not be read as a phone', () => {
    const contact = { phone: 'ask for Olena', phoneChecked: false };
    const card = custodianCard(aView({ lead: { stage: 'claimed' }, contact }), forAna);
    expect(cardText(card)).toContain('Phone: ask for Olena (could not be read as a phone)');
    expect(JSON.stringify(card)).not.toContain('"kind":"phone"');
  });

  it('shows nothing of somebody whose data was erased', () => {
    const card = custodianCard(aView({ lead: { stage: 'claimed', erased: true } }), forAna);
    expect(cardText(card)).toContain('The personal data was erased.');
    expect(cardText(card)).not.toMatch(/Олена|\+380|@/);
  });

  it('tells somebody whose time ran out', () => {
    const last = anEvent({ type: 'expired', member: 'm_ana', dueAt: null }, { by: null, via: 'clock' });
    expect(cardText(custodianCard(aView({ last }), forAna))).toContain('Time ran out for Ana.');
  });
});

describe('a contact card', () => {
  it('is the contact and the brief, and says that the look is recorded', () => {
    const brief = [{ question: 'need', value: 'Windows' }];
    const text = cardText(contactCard(aView({ lead: { stage: 'claimed' }, brief }), inEnglish));
    expect(text).toContain('This look is recorded.');
    expect(text).toContain('+380671234512');
    expect(text).toContain('What do they need?: Windows');
  });

  it('says so where there is no contact', () => {
    const contact = { name: null, phone: null, email: null, company: null, message: null };
    expect(cardText(contactCard(aView({ contact }), inEnglish))).toContain('There is no contact any more.');
  });
});

describe('a script', () => {
  it('becomes plain lines: headings, points and paragraphs without their marks', () => {
    const markdown = [
      '# The first call',
      '',
      'Say **hello** and *wait*,',
      'then say `why` you call.',
      '',
      '- Ask [what they need](https://x.example)',
      '  and when',
      '* Agree on a time',
      '1. Write it down',
      '---',
      '> “Good day!”',
      '<!-- not',
      'said -->',
      'snake_case_stays and 2 * 3 * 4',
    ].join('\n');
    expect(scriptLines(markdown)).toEqual([
      'The first call',
      'Say hello and wait, then say why you call.',
      '- Ask what they need and when',
      '- Agree on a time',
      '1. Write it down',
      '“Good day!”',
      'snake_case_stays and 2 * 3 * 4',
    ]);
    expect(scriptGlance(markdown, 1)).toEqual(['Say hello and wait, then say why you call.']);
  });

  it('is shown whole on its own card, or said to be missing', () => {
    const direction = aDirection({
      scripts: { ...aDirection().scripts, closing: { en: '- one\n- two', uk: ' \n' } },
    });
    expect(cardText(scriptCard(direction, 'closing', 'en'))).toBe('Script: closing\nWindows\n- one\n- two');
    expect(cardText(scriptCard(direction, 'closing', 'uk'))).toContain('ще немає скрипту');
  });
});
