/** What a playbook file may say: the schema that checks it, and that editors complete from. */
import { z } from 'zod';
import { languages } from '../core/member.ts';
import { fieldKinds, shapes, shownFields } from '../core/policy.ts';
import { distributions } from '../core/distribution.ts';
import { largestTarget } from '../core/quota.ts';
import type { QuotaStep } from '../core/quota.ts';
import type { LadderStep } from '../core/ladder.ts';
import { durationShape } from './duration.ts';
import { countryShape, dayShape } from './holidays.ts';
import { intervalsShape, timeShape, weekdaysShape } from './hours.ts';

const maxScriptPath = 300;

/** At most ten times as long as was allowed. */
const percentShape = /^(?:[1-9]\d{0,2}|1000)%$/;
const dayOffShape = new RegExp(`${dayShape.source}|${countryShape.source}`);

const words = z.string().trim().min(1).max(300);
const text = z
  .union([words, z.strictObject({ en: words, uk: words })])
  .meta({ description: 'One text for everybody, or one per language: { en: …, uk: … }' });

const duration = z
  .string()
  .regex(durationShape)
  .meta({ description: 'Working time: 90s, 15m, 4h, 2d (a working day of the direction)' });
const atMost = z
  .union([z.int().min(1).max(10_000), z.literal('none')])
  .meta({ description: 'A number, or none' });
const percent = z
  .union([z.string().regex(percentShape), z.literal('none')])
  .meta({ description: 'In percent of the allowed time: 75%; or none' });
const ladder = z
  .strictObject({
    warn: percent.optional(),
    remind: percent.optional(),
    'tell managers': percent.optional(),
    'give back': percent.optional(),
  } satisfies Record<LadderStep, unknown>)
  .meta({
    description:
      'What happens while a time passes: whoever has the lead is warned and reminded (or the place, where nobody has it), managers are told, and a lead on which nobody has begun is given back',
  });
export type LadderInput = z.output<typeof ladder>;
/** What every part of the conveyor may say of its times. */
const passing = {
  ladder: ladder.optional(),
  'more time': duration
    .optional()
    .meta({ description: 'What More time gives; as much as was allowed where nothing is said' }),
  distribution: z.enum(distributions).optional().meta({
    description:
      'claim: the first press. fair claim: presses of a few seconds are gathered, and who waits longest gets it. turn: it is offered to one person after the other',
  }),
  'gather for': duration
    .optional()
    .meta({ description: 'How long presses of a fair claim are gathered: 5s' }),
  'offer for': duration.optional().meta({ description: 'By turns: how long an offer stands: 10m' }),
};

const id = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/);

const script = z
  .union([
    z.string().min(1).max(maxScriptPath),
    z.strictObject({
      en: z.string().min(1).max(maxScriptPath),
      uk: z.string().min(1).max(maxScriptPath),
    }),
  ])
  .meta({ description: 'A Markdown file beside the playbook, or one per language' });

const question = z.strictObject({
  id,
  ask: text,
  hint: text.optional(),
  kind: z.enum(fieldKinds).default('text'),
  required: z.boolean().default(true),
  choices: z.record(id, text).optional(),
});
export type QuestionInput = z.output<typeof question>;

const reasons = z.record(id, text).meta({ description: 'id: what people pick' });

const prospecting = z.strictObject({
  'claim within': duration.optional(),
  'first touch within': duration.optional(),
  'qualify within': duration.optional(),
  ...passing,
  'open leads at most': atMost.optional(),
  script: script.optional(),
  brief: z.array(question).max(20).optional(),
  'disqualify because': reasons.optional(),
  junk: z.array(id).max(50).optional().meta({
    description: 'Reasons for which it was no lead at all: by turns, whoever had it gets the turn back',
  }),
});

const closing = z.strictObject({
  'accept within': duration.optional(),
  'close within': duration.optional(),
  ...passing,
  'open leads at most': atMost.optional(),
  script: script.optional(),
  'return because': reasons.optional(),
  'lose because': reasons.optional(),
});

const account = z.strictObject({
  'take within': duration.optional(),
  'first contact within': duration.optional(),
  ...passing,
  'accounts at most': atMost.optional(),
  script: script.optional(),
});

const hours = z
  .record(z.string().regex(weekdaysShape), z.string().regex(intervalsShape))
  .meta({ description: 'monday-friday: 9:00-13:00, 14:00-18:00' });
/** Dates, countries, or both. */
const day = z.string().regex(dayOffShape);
const holidays = z.union([day, z.array(day).max(400)]).meta({
  description: 'Days without work: a country (UA, US-NY) for its public holidays, dates, or a list',
});
const timeZone = z.string().min(1).max(64).meta({ description: 'An IANA time zone, such as Europe/Kyiv' });
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: 'An ISO 4217 code, such as UAH' });
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .meta({
    description: 'An ISO 3166 code: the country of phones that are written without one',
  });

const target = z.int().min(1).max(largestTarget);
const goals = z
  .strictObject({
    received: target.optional(),
    claimed: target.optional(),
    qualified: target.optional(),
    accepted: target.optional(),
    converted: target.optional(),
    taken: target.optional(),
  } satisfies Record<QuotaStep, unknown>)
  .meta({ description: 'How many leads are to come as far as that' });
const spans = { week: goals.optional(), month: goals.optional() };
const plan = z
  .strictObject({
    ...spans,
    people: z.record(z.string().trim().min(1).max(100), z.strictObject(spans)).optional().meta({
      description: 'By name, as in the team: what is planned for one person',
    }),
  })
  .meta({
    description:
      'What is to be reached in a week from Monday or in a month. What a manager sets with /baton plan counts before it',
  });
export type PlanInput = z.output<typeof plan>;

export const directionSchema = z.strictObject({
  name: text.optional(),
  like: id
    .optional()
    .meta({ description: 'Another direction, from which everything not said here is taken' }),
  shape: z.enum(shapes).optional(),
  country: country.optional(),
  currency: currency.optional(),
  'time zone': timeZone.optional(),
  'working hours': hours.optional(),
  holidays: holidays.optional(),
  'reveals a day': atMost.optional(),
  prospecting: prospecting.optional(),
  closing: closing.optional(),
  account: account.optional(),
  plan: plan.optional(),
});
export type DirectionInput = z.output<typeof directionSchema>;

export const playbookSchema = z.strictObject({
  company: words,
  language: z.enum(languages).default('en'),
  'time zone': timeZone.default('Europe/Kyiv'),
  currency: currency.default('UAH'),
  country: country.default('UA'),
  'working hours': hours.default({ 'monday-friday': '9:00-18:00' }),
  holidays: holidays.default([]),
  ladder: ladder.default({}),
  'show in channels': z.array(z.enum(shownFields)).default(['source', 'direction', 'hint']),
  'announce at most': z.int().min(1).max(1_000).default(20),
  digest: z
    .strictObject({
      at: z.string().regex(timeShape).default('8:30'),
      weekdays: z.string().regex(weekdaysShape).default('monday-friday'),
    })
    .default({ at: '8:30', weekdays: 'monday-friday' }),
  plan: plan.optional().meta({ description: 'Of all directions together' }),
  directions: z.record(id, directionSchema),
});
export type PlaybookInput = z.output<typeof playbookSchema>;
