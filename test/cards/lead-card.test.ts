import { describe, expect, it } from 'vitest';
import { leadCard, stubCard } from '../../src/cards/lead-card.ts';
import { audiences, languages } from '../../src/core/member.ts';
import type { Audience } from '../../src/core/member.ts';
import { shapes } from '../../src/core/policy.ts';
import type { ShownField } from '../../src/core/policy.ts';
import { stages } from '../../src/core/lead.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { anEvent, aView } from '../support/a-view.ts';
import { buttonsOf, cardText, verbsOf } from '../support/card-text.ts';

const playbook = aPlaybook();
const inEnglish = { language: 'en', timeZone: 'Europe/Kyiv', playbook } as const;
const forTeam = (...audiences: readonly Audience[]) => ({ ...inEnglish, audiences });

describe('a lead’s card in a channel', () => {
  it('offers a new lead with its direction, source, a hint and the time by which to claim it', () => {
    const card = leadCard(aView({ lead: { dueAt: aMoment + hourMs } }), forTeam('prospectors'));
    expect(card).toEqual({
      title: 'L-1042 · Windows',
      tone: 'new',
      blocks: [
        { type: 'text', text: 'A new lead. Who takes it?' },
        {
          type: 'fields',
          fields: [
            { label: 'Source', value: 'website' },
            { label: 'Contact', value: '☎ …12, ✉ o…' },
          ],
        },
        { type: 'moment', label: 'Received', at: aMoment, tone: 'plain' },
        { type: 'moment', label: 'Claim by', at: aMoment + hourMs, tone: 'due' },
        {
          type: 'buttons',
          buttons: [{ type: 'action', label: 'Claim', action: 'claim:l_first', style: 'primary' }],
        },
      ],
    });
  });

  it('tells the deed after it, and keeps one button that shows the contact', () => {
    const card = leadCard(aView({ lead: { stage: 'claimed' } }), forTeam('prospectors'));
    expect(cardText(card)).toContain('Ana took it.');
    expect(verbsOf(card)).toEqual([['reveal']]);
  });

  it('tells why a lead came back, and offers it again', () => {
    const last = anEvent({ type: 'returned', reason: 'thin_brief', to: null, dueAt: null }, { by: 'm_cleo' });
    const card = leadCard(aView({ lead: { returns: 1 }, last }), forTeam('prospectors'));
    expect(cardText(card)).toContain('Free again. Who takes it?');
    expect(cardText(card)).toContain('Returned by Cleo: Thin brief.');
    expect(cardText(card)).toContain('Sent back: 1 time');
    expect(verbsOf(card)).toEqual([['claim']]);
  });

  it('is quiet once the conveyor is over', () => {
    const card = leadCard(aView({ lead: { stage: 'lost', reason: 'price' } }), forTeam('closers'));
    expect(card.tone).toBe('closed');
    expect(cardText(card)).toContain('Lost by Cleo: Price.');
    expect(buttonsOf(card)).toEqual([]);
    expect(cardText(card)).not.toContain('☎');
  });

  it('says what a client is worth to managers alone', () => {
    const view = aView({ lead: { stage: 'converted', value: 1_250_000, currency: 'UAH' } });
    expect(cardText(leadCard(view, forTeam('managers')))).toContain('₴12,500');
    expect(cardText(leadCard(view, forTeam('account_team')))).not.toContain('12,500');
  });

  it('shows what the playbook lets channels see, and nothing else', () => {
    const view = aView({ contact: { message: 'Twelve windows' } });
    const only = (shown: ShownField[]) =>
      cardText(leadCard(view, { ...forTeam('prospectors'), playbook: aPlaybook({ shown }) }));
    expect(only([])).not.toMatch(/website|Windows|☎|Twelve|плюс/);
    expect(only(['message'])).toContain('Twelve windows');
    expect(only(['company'])).toContain('Вікна плюс');
    expect(only(['direction'])).toContain('L-1042 · Windows');
  });

  it('shows what they want while somebody decides, and is quiet afterwards', () => {
    const options = { ...forTeam('prospectors'), playbook: aPlaybook({ shown: ['message'] }) };
    const contact = { message: 'Twelve windows' };
    expect(cardText(leadCard(aView({ contact }), options))).toContain('Twelve windows');
    expect(cardText(leadCard(aView({ contact, lead: { stage: 'claimed' } }), options))).not.toContain(
      'Twelve',
    );
  });

  it('offers a small firm’s one channel what the stage asks for', () => {
    const everybody = forTeam(...audiences);
    expect(verbsOf(leadCard(aView(), everybody))[0]).toContain('claim');
    expect(verbsOf(leadCard(aView({ lead: { stage: 'qualified' } }), everybody))[0]).toContain('accept');
    expect(verbsOf(leadCard(aView({ lead: { stage: 'converted' } }), everybody))[0]).toContain('take');
  });

  it('has nothing due while it is snoozed', () => {
    const lead = { stage: 'claimed', dueAt: aMoment, snoozedUntil: aMoment + hourMs } as const;
    const text = cardText(leadCard(aView({ lead }), forTeam('prospectors')));
    expect(text).toContain('Snoozed until');
    expect(text).not.toContain('First touch by');
  });

  it('says nothing of an erased lead but that it was erased', () => {
    const contact = { name: null, phone: null, email: null, company: null, message: null };
    const card = leadCard(
      aView({ lead: { erased: true, source: 'a name' }, contact }),
      forTeam(...audiences),
    );
    expect(cardText(card)).toContain('The personal data was erased.');
    expect(cardText(card)).not.toContain('a name');
    expect(verbsOf(card).flat()).toEqual(['history']);
  });

  it('is drawn for a direction that the playbook does not have any more', () => {
    const card = leadCard(aView({ lead: { direction: 'gone' } }), forTeam('prospectors'));
    expect(card.title).toBe('L-1042 · gone');
    expect(verbsOf(card)).toEqual([['claim']]);
  });

  it('never has a verb twice in a row of buttons, nor more than five of them (S42)', () => {
    for (const shape of shapes) {
      for (const stage of stages) {
        const rows = verbsOf(
          leadCard(aView({ lead: { stage } }), {
            ...forTeam(...audiences),
            playbook: aPlaybook({ main: { shape } }),
          }),
        );
        expect(rows.map((row) => new Set(row).size)).toEqual(rows.map((row) => row.length));
        expect(rows.every((row) => row.length <= 5)).toBe(true);
      }
    }
  });

  it('says whole sentences at every stage in both languages', () => {
    const said = languages.flatMap((language) =>
      stages.map((stage) =>
        cardText(leadCard(aView({ lead: { stage } }), { ...forTeam(...audiences), language })),
      ),
    );
    expect(said.filter((text) => /[{}]|undefined|null/.test(text))).toEqual([]);
  });
});

describe('a stub', () => {
  it('points to the newer card and offers nothing', () => {
    const card = stubCard(aView(), inEnglish);
    expect(cardText(card)).toBe(
      'L-1042 · Windows\nThis offer was made anew. The newest card is further down.',
    );
  });
});
