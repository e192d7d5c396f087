/** Every card and every step of every form, about the longest and most hostile lead, as Telegram would take it. */
import { describe, expect, it } from 'vitest';
import { drawAnswered, drawEnd, drawForm } from '../../../adapters/telegram/form-card.ts';
import { answer, beginForm, fieldAt, withFlaws } from '../../../adapters/telegram/form-state.ts';
import type { FormState } from '../../../adapters/telegram/form-state.ts';
import { render } from '../../../adapters/telegram/render.ts';
import type { Drawn } from '../../../adapters/telegram/render.ts';
import type { Card } from '../../../src/cards/card.ts';
import { contactCard } from '../../../src/cards/contact-card.ts';
import { custodianCard } from '../../../src/cards/custodian-card.ts';
import { foundCard } from '../../../src/cards/found-card.ts';
import { formOf } from '../../../src/cards/forms/form-of.ts';
import type { Form } from '../../../src/cards/form.ts';
import { helpCard } from '../../../src/cards/help-card.ts';
import { historyCard } from '../../../src/cards/history-card.ts';
import { leadCard, stubCard } from '../../../src/cards/lead-card.ts';
import { mineCard } from '../../../src/cards/mine-card.ts';
import { scriptCard } from '../../../src/cards/script-card.ts';
import { teamCard } from '../../../src/cards/team-card.ts';
import { tellCard } from '../../../src/cards/tell-card.ts';
import { whyCard } from '../../../src/cards/why-card.ts';
import { commandTypes } from '../../../src/core/command.ts';
import { stages } from '../../../src/core/lead.ts';
import type { LeadView } from '../../../src/core/lead-view.ts';
import { audiences, languages, roles } from '../../../src/core/member.ts';
import type { Language } from '../../../src/core/member.ts';
import { tellings } from '../../../src/core/notice.ts';
import { shownFields } from '../../../src/core/policy.ts';
import { aMoment } from '../../support/a-lead.ts';
import { aDirection, aPlaybook } from '../../support/a-playbook.ts';
import { anEvent, aView, names } from '../../support/a-view.ts';
import { parseHtml } from '../../support/telegram/html.ts';
import { readMarkup } from '../../support/telegram/keyboard.ts';
import { fullForm } from '../conformance/full-form.ts';
import { hostile } from '../conformance/stage.ts';

const nasty = hostile.join(' ');
const longest = `${nasty}\n${'👩‍👩‍👧‍👦 Довгий рядок & <b>текст</b>. '.repeat(120)}`;

function hostileLead(stage: LeadView['lead']['stage']): LeadView {
  return aView({
    lead: { stage, number: 1042, source: nasty, previous: 'l_earlier', returns: 1, dueAt: aMoment },
    contact: {
      name: nasty,
      phone: '+380671234567',
      email: `${'x'.repeat(60)}@${'y'.repeat(60)}.example`,
      company: longest,
      message: longest,
      fields: { [nasty]: longest },
    },
    brief: [
      { question: 'need', value: longest },
      { question: 'when', value: nasty },
    ],
    texts: [{ revision: 2, at: aMoment, by: 'm_ana', text: longest }],
    names: { ...names, m_ana: nasty },
  });
}

const playbook = aPlaybook({ shown: shownFields });
const about = (language: Language) => ({ language, timeZone: 'Europe/Kyiv', playbook, now: aMoment });

/** Those whose look is kept, so that a change of it is seen. */
function channelAndPrivate(language: Language): readonly (readonly [string, Card])[] {
  const options = about(language);
  return [
    ...(['new', 'claimed', 'qualified', 'accepted', 'converted'] as const).map(
      (stage) => [`living, ${stage}`, leadCard(hostileLead(stage), { ...options, audiences })] as const,
    ),
    ['stub', stubCard(hostileLead('new'), options)],
    ['custodian', custodianCard(hostileLead('claimed'), { ...options, member: 'm_ana' })],
    ['former custodian', custodianCard(hostileLead('claimed'), { ...options, member: 'm_ben' })],
    ['contact', contactCard(hostileLead('claimed'), options)],
  ];
}

function allOthers(language: Language): readonly (readonly [string, Card])[] {
  const options = about(language);
  return stages.flatMap((stage) => {
    const view = hostileLead(stage);
    const events = [view.last, anEvent({ type: 'corrected', fields: ['name', 'phone'] })];
    return [
      [`history ${stage}`, historyCard(view, events, options)],
      [`why ${stage}`, whyCard(view, events, options)],
      [
        `found ${stage}`,
        foundCard(
          Array.from({ length: 30 }, () => view),
          options,
        ),
      ],
      [
        `mine ${stage}`,
        mineCard(
          Array.from({ length: 30 }, () => view),
          options,
        ),
      ],
      ...tellings.map((telling) => [`${telling} ${stage}`, tellCard(telling, view, options)] as const),
      ['help', helpCard(roles, language)],
      ['script', scriptCard(aDirection(), 'prospecting', language)],
      [
        'team',
        teamCard(
          Array.from({ length: 40 }, () => ({
            name: nasty,
            roles,
            active: true,
            away: true,
            load: { claimed: 1, accepted: 2, accounts: 3 },
          })),
          language,
        ),
      ],
    ] as const;
  });
}

const drawn = (card: Card, language: Language) =>
  render(card, { language, timeZone: 'Europe/Kyiv', above: nasty });

/** As strict as Telegram: throws what it would answer. */
function accept(name: string, { html, caption, keyboard }: Drawn): void {
  for (const [source, most] of [
    [html, 4096],
    [caption, 4096],
  ] as const) {
    const { text, entities } = parseHtml(source);
    expect([name, text.length <= most, text.trim() !== '', text.isWellFormed()]).toEqual([
      name,
      true,
      true,
      true,
    ]);
    expect([name, entities.filter(({ type }) => type === 'text_link')]).toEqual([name, []]);
  }
  readMarkup(JSON.parse(JSON.stringify(keyboard)), 'supergroup');
}

const shown = (name: string, { html, keyboard }: Drawn) =>
  [`=== ${name}`, html, ...keyboard.inline_keyboard.map((row) => JSON.stringify(row)), ''].join('\n');

describe('a card about a hostile lead', () => {
  it.each(languages)('is taken by Telegram, whichever it is, in %s', (language) => {
    for (const [name, card] of [...channelAndPrivate(language), ...allOthers(language)]) {
      accept(name, drawn(card, language));
    }
  });

  it('looks as it did', async () => {
    const all = channelAndPrivate('en').map(([name, card]) => shown(name, drawn(card, 'en')));
    await expect(all.join('\n')).toMatchFileSnapshot('golden/cards.txt');
  });
});

/** Each question as it opens, as it stands with an answer and a flaw; the summary; what is left at the end. */
function stepsOf(form: Form): readonly (readonly [string, Drawn])[] {
  const view = (state: FormState) => ({
    ref: 'f_0123456789abcde',
    state,
    now: aMoment,
    timeZone: 'Europe/Kyiv',
  });
  let state = beginForm(form, null);
  const steps: [string, Drawn][] = [];
  for (const [index, field] of form.fields.entries()) {
    const name = `${form.code}, ${field.kind} ${field.id}`;
    steps.push([name, drawForm(view(state))]);
    const flawed = withFlaws(state, [{ field: field.id, says: nasty }]);
    steps.push([`${name}, flawed`, drawForm(view(flawed))]);
    const typed = field.choices[0]?.id ?? (field.kind === 'date' ? '2026-12-01' : longest);
    const answered = answer(
      state,
      field.kind === 'several choices' ? field.choices.map(({ id }) => id) : typed,
    );
    steps.push([`${name}, answered`, drawAnswered(answered, field)]);
    steps.push([`${name}, again`, drawForm(view({ ...answered, step: index, isReviewing: true }))]);
    state = answered;
  }
  expect(fieldAt(state)).toBeNull();
  steps.push([`${form.code}, summary`, drawForm(view(state))]);
  const next = { ref: 'f_another', form: beginForm(form, null).form };
  steps.push([`${form.code}, another`, drawForm(view({ ...state, next }))]);
  steps.push([`${form.code}, end`, drawEnd(state, nasty)]);
  return steps;
}

function everyForm(language: Language): readonly Form[] {
  const people = Array.from({ length: 100 }, (_, index) => ({ id: `m_${index}`, name: `${nasty} ${index}` }));
  return commandTypes.flatMap((command) => {
    const view = hostileLead(command === 'correct' ? 'converted' : 'claimed');
    const context = {
      view,
      direction: aDirection(),
      language,
      timeZone: 'Europe/Kyiv',
      now: aMoment,
      people,
    };
    return formOf(command, context) ?? [];
  });
}

describe('a form about a hostile lead', () => {
  it.each(languages)('is taken by Telegram at every step, in %s', (language) => {
    const forms = [...everyForm(language), ...hostile.map(fullForm), fullForm(longest.slice(0, 400))];
    expect(forms.length).toBeGreaterThan(12);
    for (const [name, step] of forms.flatMap(stepsOf)) accept(name, step);
  });

  it('has a code on every button that the core understands', async () => {
    const { parseCode } = await import('../../../src/core/code.ts');
    for (const [name, { keyboard }] of everyForm('en').flatMap(stepsOf)) {
      for (const key of keyboard.inline_keyboard.flat()) {
        const code = 'callback_data' in key ? key.callback_data : '';
        expect([name, code, parseCode(code) !== null]).toEqual([name, code, true]);
      }
    }
  });

  it('looks as it did', async () => {
    const steps = stepsOf(fullForm(hostile[0])).map(([name, step]) => shown(name, step));
    await expect(steps.join('\n')).toMatchFileSnapshot('golden/form.txt');
  });
});
