import { describe, expect, it } from 'vitest';
import { renderForm } from '../../../adapters/slack/modal.ts';
import { renderAnswer, renderCard } from '../../../adapters/slack/render.ts';
import type { Block, Card } from '../../../src/cards/card.ts';
import { custodianCard } from '../../../src/cards/custodian-card.ts';
import type { Form } from '../../../src/cards/form.ts';
import { formOf } from '../../../src/cards/forms/form-of.ts';
import { foundCard } from '../../../src/cards/found-card.ts';
import { helpCard } from '../../../src/cards/help-card.ts';
import { historyCard } from '../../../src/cards/history-card.ts';
import { leadCard, stubCard } from '../../../src/cards/lead-card.ts';
import { mineCard } from '../../../src/cards/mine-card.ts';
import { scriptCard } from '../../../src/cards/script-card.ts';
import { tellCard } from '../../../src/cards/tell-card.ts';
import { whyCard } from '../../../src/cards/why-card.ts';
import { stages } from '../../../src/core/lead.ts';
import type { LeadView } from '../../../src/core/lead-view.ts';
import { audiences, languages, roles } from '../../../src/core/member.ts';
import type { Language } from '../../../src/core/member.ts';
import { tellings } from '../../../src/core/notice.ts';
import { shownFields } from '../../../src/core/policy.ts';
import { aMoment } from '../../support/a-lead.ts';
import { aDirection, aPlaybook } from '../../support/a-playbook.ts';
import { aView } from '../../support/a-view.ts';
import { checkBlocks, checkView, countCharacters } from '../../support/slack/block-kit.ts';
import { asJson, jsonsOf } from '../../support/slack/flaws.ts';
import { renderBlocks, renderMessage } from '../../support/slack/rendered.ts';
import { fullForm } from '../conformance/full-form.ts';
import { fullCard, hostile } from '../conformance/stage.ts';

/** As long as the intake lets it be, and as hostile as we know: mentions, links, mrkdwn, right-to-left, emoji, marks. */
const nasty = [
  ...hostile,
  'שלום עולם *bold* مرحبا',
  '👩‍👩‍👧‍👦🏳️‍🌈 :tada:',
  'Z̴a̵l̶g̷o̸ ~x~ `y` > quote',
  '<@U123> <!here> @channel',
].join(' ');
const long = (length: number) =>
  nasty
    .repeat(Math.ceil(length / nasty.length))
    .slice(0, length)
    .toWellFormed();

const playbook = { ...aPlaybook(), shown: shownFields };
const options = (language: Language) => ({ language, timeZone: 'Europe/Kyiv', playbook, now: aMoment });

function worst(stage: (typeof stages)[number]): LeadView {
  return aView({
    lead: { stage, source: long(100), previous: 'l_earlier', returns: 1, dueAt: aMoment, touchedAt: aMoment },
    contact: {
      name: long(200),
      phone: '+380671239874',
      email: `${'a'.repeat(64)}@${'b'.repeat(60)}.example`,
      company: long(200),
      message: long(4000),
      fields: Object.fromEntries(
        Array.from({ length: 5 }, (_, index) => [`${index} ${long(90)}`, long(1000)]),
      ),
    },
    brief: ['need', 'budget', 'when', 'gone'].map((question) => ({ question, value: long(3000) })),
    texts: [{ revision: 2, at: aMoment, by: 'm_ana', text: long(3000) }],
    names: { m_ana: long(80), m_ben: long(80), m_cleo: long(80), m_dan: long(80), m_mo: long(80) },
  });
}

const cardsAbout = (view: LeadView, language: Language): Readonly<Record<string, Card>> => ({
  ...Object.fromEntries(
    audiences.map((audience) => [
      `lead ${audience}`,
      leadCard(view, { ...options(language), audiences: [audience] }),
    ]),
  ),
  stub: stubCard(view, options(language)),
  custodian: custodianCard(view, { ...options(language), member: custodianOf(view) }),
  former: custodianCard(view, { ...options(language), member: 'm_nobody' }),
  found: foundCard([view, view], options(language)),
  mine: mineCard(
    Array.from({ length: 25 }, () => view),
    options(language),
  ),
  history: historyCard(
    view,
    Array.from({ length: 60 }, () => view.last),
    options(language),
  ),
  why: whyCard(view, [view.last], options(language)),
  ...Object.fromEntries(
    tellings.map((telling) => [`tell ${telling}`, tellCard(telling, view, options(language))]),
  ),
});

const custodianOf = ({ lead }: LeadView): string => {
  if (lead.stage === 'claimed') return lead.prospector;
  return lead.stage === 'converted' ? (lead.accountManager ?? lead.closer) : 'm_cleo';
};

const otherCards = (language: Language): Readonly<Record<string, Card>> => ({
  help: helpCard(roles, language),
  script: scriptCard(aDirection(), 'prospecting', language),
  everything: fullCard(long(200)),
  overflowing: {
    title: long(500),
    blocks: Array.from({ length: 80 }, (): Block => ({ type: 'text', text: long(3000) })),
  },
  blank: {
    title: '',
    blocks: [
      { type: 'text', text: '' },
      { type: 'buttons', buttons: [] },
    ],
  },
});

const formCommands = [
  'qualify',
  'disqualify',
  'return',
  'lose',
  'convert',
  'touch',
  'note',
  'snooze',
  'assign',
  'correct',
  'erase',
  'add',
] as const;

const forms = (language: Language): readonly Form[] => [
  ...formCommands.flatMap((command) => {
    const form = formOf(command, {
      view: worst('claimed'),
      direction: aDirection(),
      directions: Object.values(playbook.directions),
      language,
      timeZone: 'Europe/Kyiv',
      now: aMoment,
      people: Array.from({ length: 150 }, (_, index) => ({ id: `m_${index}`, name: long(80) })),
    });
    return form ? [form] : [];
  }),
  { ...fullForm(long(60)), code: 'full:abc' },
];

/** What Slack would refuse or bring to life; a moment is the one living thing that is wanted. */
const wrongWith = (card: Card, language: Language) => {
  const { text, blocks } = renderCard(card, { language });
  const drawn = { text, blocks: jsonsOf(blocks), attachments: [], parse: 'none', linkNames: false };
  const shown = renderMessage(drawn, 'UTC');
  const top = renderMessage({ ...drawn, blocks: [] }, 'UTC');
  return {
    flaws: checkBlocks(blocks, 'message'),
    home: checkView({ type: 'home', blocks }, 'home'),
    live: [
      ...shown.live.filter(({ kind }) => kind !== 'date'),
      ...top.live.filter(({ kind }) => kind !== 'format'),
    ],
    isTooLong: countCharacters(blocks) > 10_000 || text.length > 4_000,
  };
};
const nothing = { flaws: [], home: null, live: [], isTooLong: false };

describe.each(languages)('every card in %s, about the longest and most hostile lead', (language) => {
  it.each(stages)('keeps to all limits, and nothing in it comes alive: %s', (stage) => {
    for (const [name, card] of Object.entries(cardsAbout(worst(stage), language))) {
      expect({ name, ...wrongWith(card, language) }).toEqual({ name, ...nothing });
    }
  });

  it('keeps to them when it is about no lead', () => {
    for (const [name, card] of Object.entries(otherCards(language))) {
      expect({ name, ...wrongWith(card, language) }).toEqual({ name, ...nothing });
    }
  });

  it('keeps to them below an answer', () => {
    const { blocks } = renderAnswer(long(5000), fullCard(long(200)), language);
    expect(checkBlocks(blocks, 'message')).toEqual([]);
  });

  it('has each text of the card as it was', () => {
    for (const text of hostile) {
      const { text: seen } = renderBlocks(jsonsOf(renderCard(fullCard(text), { language }).blocks));
      for (const before of [
        'L-1042 ',
        'Wants a price. ',
        'paid search ',
        'First say hello. ',
        'Ana claimed it. ',
      ]) {
        expect(seen).toContain(`${before}${text}`);
      }
    }
  });
});

describe.each(languages)('every form in %s, about the longest and most hostile lead', (language) => {
  it('keeps to all limits, and nothing in it comes alive', () => {
    for (const form of forms(language)) {
      const view = renderForm(form, { channel: 'C1', thread: '1.2' });
      expect({ code: form.code, flaws: checkView(view, 'modal') }).toEqual({ code: form.code, flaws: null });
      expect(renderBlocks(jsonsOf(asJson(view)?.['blocks'])).live).toEqual([]);
    }
  });
});

/** Small enough to read: each kind once, as it goes over the wire. */
describe('the golden Block Kit', () => {
  const goldenCards: Readonly<Record<string, Card>> = {
    living: leadCard(worst('new'), { ...options('en'), audiences: ['prospectors'] }),
    custodian: custodianCard(worst('claimed'), { ...options('en'), member: 'm_ana' }),
    every: fullCard(hostile[0]),
  };

  it.each(Object.entries(goldenCards))('of a card: %s', async (name, card) => {
    const json = `${JSON.stringify(renderCard(card, { language: 'en' }), null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(`golden/card-${name}.json`);
  });

  it.each(forms('en').map((form) => [form.code.split(':')[0] ?? '', form] as const))(
    'of a modal: %s',
    async (name, form) => {
      const few = {
        ...form,
        fields: form.fields.map((field) => ({ ...field, choices: field.choices.slice(0, 3) })),
      };
      const json = `${JSON.stringify(renderForm(few, { channel: 'C1', thread: null }), null, 2)}\n`;
      await expect(json).toMatchFileSnapshot(`golden/form-${name}.json`);
    },
  );
});
