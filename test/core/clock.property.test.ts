/**
 * Whatever people and the clock do to a lead, in any order and at any time, by any distribution: the ladder is climbed
 * in order and once for each due time, what is ahead is in order, and the history tells the lead as it is.
 */
import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import { declineReasons, distributions } from '../../src/core/distribution.ts';
import type { LeadEvent } from '../../src/core/event.ts';
import { evolve, fold } from '../../src/core/evolve.ts';
import { ladderSteps, stepsDue } from '../../src/core/ladder.ts';
import { custodianOf } from '../../src/core/lead.ts';
import type { Lead, MemberId } from '../../src/core/lead.ts';
import type { Actor } from '../../src/core/member.ts';
import { noticesFor } from '../../src/core/notify.ts';
import { shapes } from '../../src/core/policy.ts';
import { received } from '../../src/core/receive.ts';
import { aMoment, aPolicy, hourMs, minuteMs } from '../support/a-lead.ts';
import { anActor } from '../support/people.ts';

const people: readonly Actor[] = [
  anActor('m_1', ['prospector', 'closer', 'account_manager']),
  anActor('m_2', ['prospector', 'closer']),
  anActor('m_3', ['prospector', 'account_manager']),
  anActor('m_4', ['manager']),
];

const commands = [
  'claim',
  'claim',
  'accept',
  'take',
  'qualify',
  'convert',
  'touch',
  'snooze',
  'release',
  'assign',
  'disqualify',
  'lose',
  'return',
  'reopen',
  'nudge',
  'extend',
  'decline',
  'escalate',
  'escalate',
  'escalate',
  'expire',
  'cover',
  'offer',
  'offer',
  'hold',
  'draw',
  'vacate',
] as const;

const deed = fc.record({
  type: fc.constantFrom(...commands),
  by: fc.nat(3),
  other: fc.nat(3),
  atOnce: fc.boolean(),
  later: fc.oneof(fc.nat(10 * minuteMs), fc.nat(9 * hourMs)),
});
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const percent = fc.option(fc.integer({ min: 10, max: 300 }), { nil: null });
const floor = fc.record({
  shape: fc.constantFrom(...shapes),
  kind: fc.constantFrom(...distributions),
  ladder: fc.tuple(percent, percent, percent, percent),
  deeds: fc.array(deed, { minLength: 20, maxLength: 80, size: 'max' }),
});

describe('the clock among people', () => {
  it('keeps every promise of the ladder', () => {
    fc.assert(
      fc.property(floor, ({ shape, kind, ladder, deeds }) => {
        const how = { kind, gatherMs: 5000, offerMs: 10 * minuteMs };
        const [warn, remind, tell, give] = ladder;
        const steps = { warn, remind, 'tell managers': tell, 'give back': give };
        const policy = aPolicy({
          shape,
          ladders: { prospecting: steps, closing: steps, account: steps },
          distribution: { prospecting: how, closing: how, account: how },
          junk: ['not_a_fit'],
        });
        let now = aMoment;
        const input = { ref: 'l_x', number: 1, direction: 'main', source: null, previous: null };
        const first = received({ ...input, receivedAt: now }, { now, policy });
        const events: LeadEvent[] = [{ ...first, at: now, by: null, via: 'intake' }];
        let lead = fold(events);
        for (const one of deeds) {
          now += one.later;
          const actor = byClock.includes(one.type) ? null : (people[one.by] ?? null);
          const before = lead;
          const decision = decide(commandOf(one, lead, now), lead, { actor, now, policy });
          if (!decision.ok) continue;
          const inPlaceOf = actor && lead.coveredBy === actor.id ? custodianOf(lead) : null;
          const happened = decision.events.map((event): LeadEvent => ({
            ...event,
            at: now,
            by: actor?.id ?? null,
            via: 'web',
            ...(inPlaceOf === null ? {} : { for: inPlaceOf }),
          }));
          lead = happened.reduce<Lead>(evolve, lead);
          events.push(...happened);
          if (happened.length > 0) noticesFor(happened, before, lead, shape);
          check(before, lead, happened, now);
        }
        expect(fold(events)).toEqual(lead);
      }),
      { numRuns: 300 },
    );
  });
});

const byClock: readonly string[] = ['escalate', 'expire', 'cover', 'offer', 'hold', 'draw', 'vacate'];

function commandOf(one: Deed, lead: Lead, now: number): Command {
  const other = people[one.other] ?? anActor('m_9', []);
  const custodian: MemberId = custodianOf(lead) ?? other.id;
  switch (one.type) {
    case 'claim':
    case 'accept':
    case 'take':
      return one.atOnce ? { type: one.type, atOnce: true } : { type: one.type };
    case 'touch':
      return { type: 'touch', kind: 'call', outcome: 'reached' };
    case 'snooze':
      return { type: 'snooze', until: now + one.later };
    case 'assign':
      return { type: 'assign', to: other };
    case 'disqualify':
      return { type: 'disqualify', reason: one.atOnce ? 'not_a_fit' : 'no_answer' };
    case 'lose':
      return { type: 'lose', reason: 'competitor' };
    case 'return':
      return { type: 'return', reason: 'not_ready', prospector: one.atOnce ? other : null };
    case 'convert':
      return { type: 'convert', value: null, currency: null };
    case 'decline':
      return { type: 'decline', reason: declineReasons[one.other] ?? 'other' };
    case 'expire':
      return { type: 'expire', inARow: one.other };
    case 'cover':
      return { type: 'cover', custodian, to: one.atOnce ? other.id : null };
    case 'offer':
      return { type: 'offer', to: one.atOnce ? other.id : null };
    case 'vacate':
      return { type: 'vacate', member: custodian };
    default:
      return { type: one.type };
  }
}

function check(before: Lead, after: Lead, happened: readonly LeadEvent[], now: number): void {
  // What is ahead is in order, and each step stands there once.
  const ahead = after.steps ?? [];
  expect(ahead).toEqual(ahead.toSorted((one, other) => one.at - other.at));
  expect(new Set(ahead.map(({ step }) => step)).size).toBe(ahead.length);
  // A ladder is climbed from below, and nothing of it is taken before its time.
  const taken = happened.flatMap((event) => (event.type === 'escalated' ? [event.step] : []));
  const ranks = taken.map((step) => ladderSteps.findIndex((known) => known === step));
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  expect(new Set(taken).size).toBe(taken.length);
  for (const step of taken) expect(stepsDue(before, now).map((rung) => rung.step)).toContain(step);
  // What was taken is not ahead any more, unless the time began anew.
  const isSame = after.lastMove === before.lastMove && after.dueAt === before.dueAt && taken.length > 0;
  if (isSame) for (const step of taken) expect(ahead.map((rung) => rung.step)).not.toContain(step);
  // Nothing of what stands between free and taken outlives the taking; a snoozed lead has one step alone, to wake up.
  if (custodianOf(after) !== null) {
    expect([after.offer, after.asked, after.heldAt, after.passed]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  } else expect(after.coveredBy).toBeUndefined();
  if (after.snoozedUntil !== null) {
    expect(stepsDue(after, Number.MAX_SAFE_INTEGER)).toEqual([{ step: 'wake', at: after.snoozedUntil }]);
  }
}
