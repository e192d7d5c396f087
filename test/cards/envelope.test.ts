import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import type { Block, Card } from '../../src/cards/card.ts';
import { custodianCard } from '../../src/cards/custodian-card.ts';
import { envelope, fitCard, lengthOf } from '../../src/cards/envelope.ts';
import { leadCard } from '../../src/cards/lead-card.ts';
import { mineCard } from '../../src/cards/mine-card.ts';
import { audiences } from '../../src/core/member.ts';
import { shownFields } from '../../src/core/policy.ts';
import { aMoment } from '../support/a-lead.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { aView, names } from '../support/a-view.ts';
import { buttonsOf, cardText } from '../support/card-text.ts';

const nasty = [
  '<!channel> *Acme* <@U1|x> `code` &amp; <b>bold</b>',
  '\u202Eevil\u202C \u2066hidden\u2069',
  'n'.repeat(100_000),
  '👩‍👩‍👧‍👦'.repeat(2000),
  `z${'\u0301\u0316\u0352'.repeat(400)}algo`,
  '\uD800 half a pair',
  '\0\u0007\u001B[31mred',
  '\n'.repeat(5000),
  '   ',
  '',
];
const hostile = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 5000 }),
  fc.lorem(),
);

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'note'), text: hostile }),
  fc.record({
    type: fc.constant('fields'),
    fields: fc.array(fc.record({ label: hostile, value: hostile }), { maxLength: 30 }),
  }),
  fc.record({ type: fc.constant('moment'), label: hostile, at: fc.constant(aMoment) }),
  fc.record({ type: fc.constant('script'), title: hostile, lines: fc.array(hostile, { maxLength: 90 }) }),
  fc.record({
    type: fc.constant('contact'),
    lines: fc.array(fc.record({ kind: fc.constant('name'), label: hostile, value: hostile }), {
      maxLength: 30,
    }),
  }),
  fc.record({
    type: fc.constant('buttons'),
    buttons: fc.array(
      fc.record({ type: fc.constant('action'), label: hostile, action: fc.constant('claim:l_first') }),
      { maxLength: 30 },
    ),
  }),
);
const anyCard: fc.Arbitrary<Card> = fc.record({ title: hostile, blocks: fc.array(block, { maxLength: 60 }) });

function flawsOf(card: Card): readonly string[] {
  const whole = card.title.length + card.blocks.reduce((sum, one) => sum + lengthOf(one), 0);
  const fixed = card.blocks.filter(({ type }) => type === 'note' || type === 'moment');
  const needed = fixed.reduce((sum, one) => sum + lengthOf(one), 0);
  const checks: readonly (readonly [boolean, string])[] = [
    [card.title.length >= 1 && card.title.length <= envelope.title, 'title'],
    [card.blocks.length <= envelope.blocks, 'blocks'],
    [whole <= Math.max(envelope.whole, needed + envelope.title), 'whole'],
    [cardText(card).isWellFormed(), 'half a pair'],
    [!/(?!\n)[\p{Cc}\p{Bidi_Control}]/u.test(cardText(card)), 'control characters'],
    [!/\p{M}{9}/u.test(cardText(card)), 'piled marks'],
    [
      card.blocks.every(
        (one) => one.type !== 'text' || (one.text !== '' && one.text.length <= envelope.text),
      ),
      'text',
    ],
    [
      card.blocks.every(
        (one) => one.type !== 'fields' || (one.fields.length > 0 && one.fields.length <= envelope.fields),
      ),
      'fields',
    ],
    [
      card.blocks.every(
        (one) => one.type !== 'buttons' || (one.buttons.length > 0 && one.buttons.length <= 5),
      ),
      'row',
    ],
    [buttonsOf(card).every(({ label }) => label.length <= envelope.button), 'button'],
  ];
  return checks.flatMap(([isRight, name]) => (isRight ? [] : [name]));
}

describe('the envelope', () => {
  it('holds any card, whatever stands in it', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(flawsOf(fitCard(card))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing about a card that fits already', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const fitted = fitCard(card);
        expect(fitCard(fitted)).toEqual(fitted);
      }),
      { numRuns: 40 },
    );
  });

  it('counts the title that it gives to a card without one', () => {
    const fitted = fitCard({
      title: '',
      blocks: [
        { type: 'text', text: 'x'.repeat(3000) },
        { type: 'text', text: 'y'.repeat(3000) },
      ],
    });
    expect(fitted.title).toBe('…');
    expect(fitCard(fitted)).toEqual(fitted);
  });

  it('leaves markup as plain text for the renderers to escape', () => {
    const text = '<!channel> *Acme* & <b>co</b>';
    expect(fitCard({ title: text, blocks: [{ type: 'text', text }] })).toEqual({
      title: text,
      blocks: [{ type: 'text', text }],
    });
  });

  it('cuts between whole characters, and says so', () => {
    const { title } = fitCard({ title: '👩‍👩‍👧‍👦'.repeat(50), blocks: [] });
    expect(title).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
    expect(title.length).toBeLessThanOrEqual(envelope.title);
  });

  it('keeps what is short and needed when long texts would crowd it out', () => {
    const card = fitCard({
      title: 'L-1',
      blocks: [
        { type: 'contact', lines: [{ kind: 'phone', label: 'Phone', value: '+380671234512' }] },
        { type: 'text', text: 'x'.repeat(3000) },
        { type: 'text', text: 'y'.repeat(3000) },
        { type: 'script', title: 'Script', lines: Array.from({ length: 50 }, () => 'z'.repeat(400)) },
        { type: 'moment', label: 'Claim by', at: aMoment },
        { type: 'note', text: 'Ana took it.' },
      ],
    });
    const text = cardText(card);
    expect(text).toContain('+380671234512');
    expect(text).toContain('Claim by');
    expect(text).toContain('Ana took it.');
    expect(flawsOf(card)).toEqual([]);
  });

  it('splits many buttons into rows of five', () => {
    const buttons = Array.from(
      { length: 12 },
      () => ({ type: 'action', label: 'Go', action: 'claim:l_1' }) as const,
    );
    const rows = fitCard({ title: 'x', blocks: [{ type: 'buttons', buttons }] }).blocks;
    expect(rows.map((row) => (row.type === 'buttons' ? row.buttons.length : 0))).toEqual([5, 5, 2]);
  });

  it('refuses a code that Telegram would refuse (T20)', () => {
    const buttons = [{ type: 'action', label: 'Go', action: `claim:${'ї'.repeat(30)}` }] as const;
    expect(() => fitCard({ title: 'x', blocks: [{ type: 'buttons', buttons }] })).toThrow(
      'longer than 64 bytes',
    );
  });

  it('holds every card of a lead, whatever people typed', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, text, source) => {
        const view = aView({
          lead: { stage: 'claimed', source },
          contact: { name, company: name, message: text, email: text, phone: text, fields: { [name]: text } },
          brief: [{ question: name, value: text }],
          texts: [{ revision: 1, at: aMoment, by: 'm_ana', text }],
          names: { ...names, m_ana: name },
        });
        const options = {
          language: 'uk',
          timeZone: 'Europe/Kyiv',
          playbook: aPlaybook({ shown: shownFields }),
        } as const;
        const cards = [
          leadCard(view, { ...options, audiences }),
          custodianCard(view, { ...options, member: 'm_ana' }),
          mineCard([view, view], { ...options, now: aMoment }),
        ];
        expect(cards.flatMap(flawsOf)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
