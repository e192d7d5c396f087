/** What nobody should send, mixed with what everybody does: codes, texts, forms, bodies and tables, from one seed. */
import type { Random } from '../../../src/app/random.ts';
import type { Form } from '../../../src/cards/form.ts';
import { conversationVerbs, cardVerbs } from '../../../src/core/code.ts';
import { commandTypes } from '../../../src/core/command.ts';

const nasty = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '1e400',
  '-1',
  '%00',
  "'; drop table leads; --",
  '{{7*7}}',
  '<!channel> *x*',
  '=HYPERLINK("http://x")',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'null',
  '9999-12-31T23:59:59.999999999Z',
  '0'.repeat(400),
  '😀'.repeat(90),
  'x'.repeat(5_000),
];
const plain = ['Olena', 'twelve windows', '+380671234567', 'o@example.com', '2030-01-02', '48000', 'spam'];
const asks = ['add', 'next', 'mine', 'find', 'lead', 'why', 'digest', 'here', 'join', 'manager', 'invite'];
const moreAsks = ['assign', 'plan', 'team', 'help', 'додати', 'наступний', 'nonsense'];
const leadKeys = [
  'name',
  'phone',
  'email',
  'company',
  'source',
  'message',
  'direction',
  'externalId',
  'fields',
];
const commandKeys = [
  'reason',
  'note',
  'text',
  'kind',
  'outcome',
  'until',
  'brief',
  'value',
  'currency',
  'to',
];

/** What moves a lead on: without it there would be little that somebody could do wrongly. */
const usual = [
  'claim',
  'claim',
  'qualify',
  'accept',
  'convert',
  'take',
  'note',
  'release',
  'return',
] as const;
const hotAtOnce = 2;
const turnsOfALead = 200;

/** `refs` grows while leads come in. */
export function makeFuzz(random: Random, refs: readonly string[], members: readonly string[]) {
  const below = (count: number) => Math.floor(random.number() * count);
  const chance = (share: number) => random.number() < share;
  const one = <T>(list: readonly T[]): T => {
    const chosen = list[below(list.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };
  const letters = (max: number) =>
    Array.from({ length: below(max) }, () => String.fromCodePoint(32 + below(chance(0.9) ? 95 : 60_000)))
      .join('')
      .toWellFormed();
  const text = (): string => (chance(0.4) ? one(plain) : chance(0.6) ? one(nasty) : letters(60));
  let turn = 0;
  /** A few leads at a time, so that what one person did is what the next one meets. */
  const hot = () => {
    turn += 1;
    return refs[(Math.floor(turn / turnsOfALead) + below(hotAtOnce)) % refs.length];
  };
  const ref = () => (chance(0.8) ? hot() : chance(0.7) ? one(refs) : null) ?? one(['r_nobody', text()]);
  const verb = () => (chance(0.8) ? one(usual) : one([...commandTypes, ...cardVerbs, ...conversationVerbs]));
  const value = (depth = 2): unknown => {
    const kind = below(depth > 0 ? 9 : 6);
    if (kind < 3) return text();
    if (kind === 3) return one([0, -1, 1.5, 1e308, 2 ** 53, null, true]);
    if (kind < 6) return one(members);
    if (kind === 6) return Array.from({ length: below(4) }, () => value(depth - 1));
    return Object.fromEntries(Array.from({ length: below(4) }, () => [text(), value(depth - 1)]));
  };
  const object = (keys: readonly string[]) =>
    Object.fromEntries(
      Array.from({ length: below(6) }, () => [chance(0.9) ? one(keys) : text(), value()] as const),
    );

  return {
    below,
    chance,
    one,
    text,
    value,
    ref,
    verb,
    code: (known: string, lead: string) => {
      if (chance(0.85)) return chance(0.9) ? `${known}:${lead}` : `${known}:${lead}:${text()}`;
      return chance(0.5) ? text() : letters(90);
    },
    ask: () => `${one([...asks, ...moreAsks])} ${chance(0.5) ? `L-${1_000 + below(200)} ` : ''}${text()}`,
    lead: () => ({
      ...object(leadKeys),
      ...(chance(0.5) ? { name: text(), email: `fuzz-${below(1e9)}@example.com` } : {}),
    }),
    command: () => ({
      ...object(commandKeys),
      ...(chance(0.5) ? { reason: one(['spam', 'price', 'not_ready']) } : {}),
      ...(chance(0.3) ? { kind: 'call', outcome: 'reached' } : {}),
    }),
    fields: () =>
      new URLSearchParams(
        Array.from({ length: below(6) }, () => [one([...leadKeys, text()]), text()] as [string, string]),
      ).toString(),
    table: () => {
      const separator = one([',', ';', '\t', '|']);
      const row = () => Array.from({ length: below(6) }, () => one([text(), `"${text()}"`, `"${text()}`]));
      const header = chance(0.7) ? ['name', 'phone', 'email', 'source'] : row();
      return [header, ...Array.from({ length: below(5) }, row)]
        .map((cells) => cells.join(separator))
        .join('\n');
    },
    /** A form as a person would fill it in, mostly. */
    filled: (form: Form): Record<string, unknown> =>
      Object.fromEntries(
        form.fields.flatMap((field): readonly (readonly [string, unknown])[] => {
          if (chance(0.05)) return [];
          const choice = field.choices.length > 0 && chance(0.9) ? one(field.choices).id : null;
          if (choice !== null) return [[field.id, field.kind === 'several choices' ? [choice] : choice]];
          if (chance(0.2)) return [[field.id, chance(0.5) ? text() : value()]];
          if (field.kind === 'date') return [[field.id, '2030-01-02']];
          if (field.kind === 'money' || field.kind === 'number') return [[field.id, '48000']];
          return [[field.id, one(plain)]];
        }),
      ),
    anything: () => (chance(0.5) ? object([...leadKeys, 'delivery', 'code', 'channel', 'filled']) : value()),
  };
}
