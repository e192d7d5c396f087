/** What each command over the API carries: whose name it is done in, and what the deed needs to be told. */
import { z } from 'zod';
import { touchKinds, touchOutcomes } from '../core/command.ts';
import type { PersonCommandType } from '../core/command.ts';
import { isCurrency } from '../core/currency.ts';
import { cleanText } from '../core/plain-text.ts';
import { speak } from '../words/say.ts';
import { moment } from './moment.ts';

const say = speak('en');

const longestText = 4000;
const longestLine = 300;

export const memberId = z.string().regex(/^[\w-]{1,64}$/, say('api.input.unknownMember'));

/** One line, cleaned of what does not print. */
function line(max: number) {
  return z
    .string()
    .overwrite((text) => cleanText(text.toWellFormed(), { lines: false, max: max + 1 }))
    .max(max);
}

const longText = z
  .string()
  .overwrite((text) => cleanText(text.toWellFormed(), { lines: true, max: longestText + 1 }))
  .max(longestText);
const code = z.string().regex(/^[\w-]{1,64}$/, say('api.input.wrong'));
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: say('api.input.currency'), abort: true })
  .refine(isCurrency, say('api.input.currency'));
/** In whole units of the currency, as people write it: 1500, "1500.50". */
const amount = z.union([
  z.number().min(0),
  z.string().regex(/^\d{1,15}(?:\.\d{1,4})?$/, say('api.input.amount')),
]);

const member = { member: memberId };
const withReason = z.strictObject({ ...member, reason: code, note: longText.nullish() });
const plain = z.strictObject(member);

export const mendable = ['name', 'phone', 'email', 'company', 'message', 'source', 'value'] as const;

export const commandBodies = {
  claim: plain,
  release: plain,
  accept: plain,
  take: plain,
  reopen: plain,
  touch: z.strictObject({
    ...member,
    kind: z.enum(touchKinds),
    outcome: z.enum(touchOutcomes),
    note: longText.nullish(),
  }),
  note: z.strictObject({ ...member, text: longText.min(1) }),
  snooze: z.strictObject({
    ...member,
    until: moment.meta({ description: say('api.schemas.snoozeUntil') }),
    why: longText.nullish(),
  }),
  qualify: z.strictObject({ ...member, brief: z.record(z.string().max(64), z.unknown()) }),
  disqualify: withReason,
  return: withReason,
  lose: withReason,
  convert: z.strictObject({
    ...member,
    value: amount.nullish(),
    currency: currency.nullish(),
    what: longText.nullish(),
  }),
  assign: z.strictObject({ ...member, to: memberId }),
  reveal: z.strictObject({ ...member, reason: longText.min(1) }),
  correct: z.strictObject({
    ...member,
    name: line(200).nullable().optional(),
    phone: line(50).nullable().optional(),
    email: line(254).nullable().optional(),
    company: line(200).nullable().optional(),
    message: longText.nullable().optional(),
    source: line(100).nullable().optional(),
    value: amount.optional(),
    currency: currency.optional(),
  }),
  erase: z.strictObject({ ...member, confirm: line(longestLine) }),
} as const satisfies Readonly<Record<PersonCommandType, z.ZodType>>;

export type BodyOf<C extends PersonCommandType> = z.output<(typeof commandBodies)[C]>;
