/** What the API's answers look like, for its description alone. What goes out is made, and typed, where it is made. */
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { stages } from '../core/lead.ts';
import { audiences, languages, platforms, roles, vias } from '../core/member.ts';
import { quotaSpans, quotaSteps } from '../core/quota.ts';
import { speak } from '../words/say.ts';
import { problemType } from './problem.ts';

const say = speak('en');

const moment = z.iso.datetime();
const number = z.string().meta({ examples: ['L-1042'] });

export const leadParams = z.object({
  ref: z.string().meta({ description: say('api.schemas.leadRef'), examples: ['L-1042'] }),
});
export const idParams = z.object({ id: z.string() });

const happening = z.object({
  at: moment,
  event: z.string(),
  member: z.string().nullable(),
  via: z.enum(vias),
});

const answer = z.object({
  question: z.string(),
  value: z.union([z.string(), z.number(), z.array(z.string())]),
  currency: z.string().optional(),
});

const listedLead = z.object({
  ref: z.string(),
  number,
  stage: z.enum(stages),
  direction: z.string(),
  source: z.string().nullable(),
  custodian: z.string().nullable(),
  brief: z.array(answer),
  dueAt: moment.nullable(),
  receivedAt: moment,
  account: z
    .object({
      custodian: z.string().nullable(),
      convertedAt: moment,
      value: z.number().int().nullable(),
      currency: z.string().nullable(),
    })
    .loose()
    .optional(),
});
const lead = listedLead.extend({ history: z.array(happening.loose()) });

export const describeLead = lead.loose().meta({ id: 'Lead' });
export const describeChanged = lead
  .extend({ unchanged: z.literal(true).optional() })
  .loose()
  .meta({ id: 'ChangedLead' });
export const describeLeads = z
  .object({ items: z.array(listedLead.loose()), next: z.string().nullable() })
  .meta({ id: 'Leads' });
export const describeReceived = z
  .object({ ref: z.string(), stage: z.enum(stages), number, duplicateOf: z.string().optional() })
  .meta({ id: 'ReceivedLead' });
export const describeImported = z
  .object({
    received: z.number().int(),
    created: z.number().int(),
    known: z.number().int(),
    encoding: z.enum(['utf-8', 'windows-1251']),
    dryRun: z.literal(true).optional(),
    refused: z
      .array(z.object({ row: z.number().int(), reasons: z.array(z.string()) }))
      .meta({ description: say('imports.api.refused') }),
  })
  .meta({ id: 'Import' });
export const describeHistory = z
  .object({
    received: z.number().int(),
    leads: z.number().int(),
    steps: z.number().int(),
    known: z.number().int(),
    members: z.number().int(),
    dryRun: z.literal(true).optional(),
    refused: z.array(z.object({ row: z.number().int(), reasons: z.array(z.string()) })),
  })
  .meta({ id: 'History' });
const reached = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});
export const describeRevealed = z
  .object({
    ref: z.string(),
    number,
    contact: z
      .object({
        name: z.string().nullable(),
        phone: z.string().nullable(),
        phoneChecked: z.boolean(),
        email: z.string().nullable(),
        company: z.string().nullable(),
        message: z.string().nullable(),
        fields: z.record(z.string(), z.string()),
        formerly: z.array(reached).optional(),
      })
      .loose(),
    brief: z.array(answer),
    notes: z.array(z.object({ at: moment, member: z.string().nullable(), text: z.string() }).loose()),
  })
  .meta({ id: 'RevealedLead' });

export const describeMember = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    grants: z.array(z.object({ role: z.enum(roles), direction: z.string().nullable() })),
    active: z.boolean(),
    language: z.enum(languages),
    timeZone: z.string(),
    identities: z.partialRecord(z.enum(platforms), z.string()),
    suspended: z.array(z.enum(platforms)),
    limits: z
      .object({ claimed: z.number(), accepted: z.number(), accounts: z.number() })
      .partial()
      .optional(),
    sample: z.boolean(),
  })
  .loose()
  .meta({ id: 'Member' });
export const describeMembers = z.object({ items: z.array(describeMember), next: z.null() });

export const describePlace = z
  .object({
    id: z.string(),
    platform: z.enum(platforms),
    channel: z.string(),
    thread: z.string().nullable(),
    audience: z.enum(audiences),
    direction: z.string().nullable(),
    language: z.enum(languages),
    problem: z.string().nullable(),
  })
  .loose()
  .meta({ id: 'Place' });
export const describePlaces = z.object({ items: z.array(describePlace), next: z.null() });

const span = z.object({ median: z.number().nullable(), p90: z.number().nullable() });
const count = z.number().int();
export const describeDigest = z
  .object({
    from: z.string(),
    to: z.string(),
    counts: z
      .object({
        received: count,
        claimed: count,
        qualified: count,
        returned: count,
        accepted: count,
        converted: count,
        disqualified: count,
        lost: count,
        taken: count,
      })
      .loose(),
    sources: z.array(z.object({ source: z.string().nullable(), received: count, converted: count }).loose()),
    credit: z.array(
      z.object({ member: z.string(), prospected: count, closed: count, served: count }).loose(),
    ),
    seconds: z
      .object({
        toClaim: span,
        toTouch: span,
        toQualify: span,
        toAccept: span,
        toConvert: span,
        toTake: span,
      })
      .loose(),
    value: z.array(z.object({ currency: z.string(), total: z.number() }).loose()),
    plan: z.array(
      z
        .object({
          direction: z.string().nullable(),
          step: z.enum(quotaSteps),
          member: z.string().nullable(),
          per: z.enum(quotaSpans),
          target: count,
          done: count,
          onCourseFor: z.number().int().nullable(),
        })
        .loose(),
    ),
  })
  .loose()
  .meta({ id: 'Digest' });

const describeProblem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    problems: z.array(z.object({ path: z.string(), says: z.string() })).optional(),
  })
  .loose()
  .meta({ id: 'Problem' });

/** The refusals that a route may answer with. */
export function problems(...statuses: readonly number[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: STATUS_CODES[status] ?? '',
        content: { [problemType]: { schema: describeProblem } },
      },
    ]),
  );
}
