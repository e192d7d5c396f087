/**
 * What must be shown or told after a change.
 *
 * Cards are levels: a notice only says that those of an audience are out of date. An audience is named from the
 * moment on at which the lead was first offered to it, and then at every change, so that no card is left behind;
 * one that was never offered the lead is never named. Managers' places get tellings alone.
 */
import type { LeadEvent } from './event.ts';
import { custodianOf, isMove } from './lead.ts';
import type { Lead, MemberId } from './lead.ts';
import type { Audience } from './member.ts';
import type { Notice, Reminder, Telling } from './notice.ts';
import type { Shape } from './policy.ts';
import { audienceOf, segmentOf } from './roles.ts';

export function noticesFor(
  events: readonly LeadEvent[],
  before: Lead | null,
  after: Lead,
  shape: Shape,
): readonly Notice[] {
  return [
    ...channelCards(events, before, after, shape),
    ...privateCards(events, before, after),
    ...events.flatMap((event) => tellings(event, before, after)),
    ...reminders(events, before, after, shape),
    ...events.flatMap((event) => strikes(event, after)),
    ...events.flatMap((event) => turns(event, before)),
  ];
}

/** Deeds that a channel card does not show. */
const unshown: readonly LeadEvent['type'][] = [
  'noted',
  'revealed',
  'repeated',
  'escalated',
  'nudged',
  'covered',
  'offered',
  'declined',
  'held',
  'asked',
];

function channelCards(
  events: readonly LeadEvent[],
  before: Lead | null,
  after: Lead,
  shape: Shape,
): readonly Notice[] {
  // When all have passed it is there for everybody.
  const isOpened = events.some((event) => event.type === 'offered' && event.to === null);
  if (!isOpened && events.every(({ type }) => unshown.includes(type))) return [];
  const hasMoved = isOpened || events.some(isMove);
  const offered = hasMoved ? offeredTo(after, shape) : null;
  const audiences = new Set([...seenBy(before, shape), ...seenBy(after, shape)]);
  return [...audiences].map((audience) => ({ type: 'card', audience, fresh: audience === offered }));
}

/** To whom the lead, as it is, is there for the taking. */
function offeredTo(lead: Lead, shape: Shape): Audience | null {
  if (lead.erased) return null;
  if (lead.stage === 'new') return audienceOf('prospecting', shape);
  if (lead.stage === 'qualified') return audienceOf('closing', shape);
  if (lead.stage === 'converted' && lead.accountManager === null) return audienceOf('account', shape);
  return null;
}

/** To whom it has been offered so far. */
function seenBy(lead: Lead | null, shape: Shape): readonly Audience[] {
  if (lead === null) return [];
  const audiences = [audienceOf('prospecting', shape)];
  if (lead.qualifiedBy !== null) audiences.push(audienceOf('closing', shape));
  if (lead.stage === 'converted' || lead.wasAccount) audiences.push(audienceOf('account', shape));
  return audiences;
}

/** What puts a lead before somebody whose turn it is, or takes it away. */
const offers: readonly LeadEvent['type'][] = ['offered', 'declined', 'held'];

/** What leaves words, which stand on a private card alone. */
const spoken: readonly LeadEvent['type'][] = ['noted', 'repeated'];

function privateCards(events: readonly LeadEvent[], before: Lead | null, after: Lead): readonly Notice[] {
  const had = before === null ? null : custodianOf(before);
  const has = custodianOf(after);
  const isShown = events.some(({ type }) => spoken.includes(type) || !unshown.includes(type));
  const standIns = events.some(({ type }) => type === 'covered') || isShown;
  const isOffered = events.some(({ type }) => offers.includes(type)) || isShown;
  // Whoever had it once keeps a card without the contact; after an erasure that one, too, says so.
  const earlier = before !== null && events.some(({ type }) => type === 'erased') ? handsOf(before) : [];
  const members = [
    ...(isShown ? [had, has] : []),
    ...(standIns ? [before?.coveredBy ?? null, after.coveredBy ?? null] : []),
    ...(isOffered ? [before?.offer?.to ?? null, after.offer?.to ?? null] : []),
    ...earlier,
  ].filter((member) => member !== null);
  return [...new Set(members)].map((member) => ({ type: 'private card', member }));
}

function handsOf(lead: Lead): readonly (MemberId | null)[] {
  switch (lead.stage) {
    case 'converted':
      return [lead.qualifiedBy, lead.closer];
    case 'disqualified':
    case 'lost':
      return [lead.qualifiedBy, handOf(lead.before)];
    default:
      return [lead.qualifiedBy];
  }
}

function handOf(before: Extract<Lead, { readonly stage: 'lost' }>['before']): MemberId | null {
  if (before.stage === 'claimed') return before.prospector;
  return before.stage === 'accepted' ? before.closer : null;
}

function tellings(event: LeadEvent, before: Lead | null, after: Lead): readonly Notice[] {
  const had = before === null ? null : custodianOf(before);
  const tell = (member: MemberId | null, telling: Telling): readonly Notice[] =>
    member === null || member === event.by ? [] : [{ type: 'tell', member, telling }];
  switch (event.type) {
    case 'repeated':
      return tell(after.coveredBy ?? custodianOf(after), 'lead_repeated');
    case 'claimed':
    case 'taken':
      return lost(before, event.by);
    case 'accepted':
      return [...lost(before, event.by), ...tell(after.qualifiedBy, 'prospect_accepted')];
    case 'snoozed':
      return tell(event.to ?? null, 'call_back');
    case 'converted':
      return tell(after.qualifiedBy, 'client_converted');
    case 'assigned':
      return [
        ...tell(event.to, 'lead_assigned'),
        ...tell(event.from, 'lead_taken_away'),
        ...(before?.stage === 'qualified' && after.qualifiedBy !== event.to
          ? tell(after.qualifiedBy, 'prospect_accepted')
          : []),
      ];
    case 'returned':
      return [
        ...(event.to === null
          ? [{ type: 'tell managers', telling: 'return_decision' } as const]
          : tell(event.to, 'lead_returned')),
        ...(had === event.to ? [] : tell(had, 'lead_taken_away')),
      ];
    case 'reopened':
      return [...tell(custodianOf(after), 'lead_assigned'), ...tell(had, 'lead_taken_away')];
    case 'disqualified':
    case 'lost':
    case 'erased':
      return tell(had, 'lead_taken_away');
    case 'vacated':
      return [{ type: 'tell managers', telling: 'custody_freed' }];
    default:
      return [];
  }
}

/** Whoever lets so many lie in a row is switched off from new leads. */
export const givenBackAtMost = 2;

function turns(event: LeadEvent, before: Lead | null): readonly Notice[] {
  const segment = before === null ? null : segmentOf(before);
  if (before === null || segment === null) return [];
  if (event.type === 'offered' && event.to !== null) {
    return [{ type: 'turn', member: event.to, segment, by: 1 }];
  }
  const custodian = custodianOf(before);
  const isGivenBack = event.type === 'disqualified' && event.isJunk === true && before.byTurn === true;
  return isGivenBack && custodian !== null ? [{ type: 'turn', member: custodian, segment, by: -1 }] : [];
}

function strikes(event: LeadEvent, after: Lead): readonly Notice[] {
  if (event.type === 'expired') return [{ type: 'strike', member: event.member, count: givenBackAtMost }];
  const custodian = event.type === 'touched' ? custodianOf(after) : null;
  return custodian === null ? [] : [{ type: 'strike', member: custodian, count: 0 }];
}

/** Of several steps that were missed only the last is told: the ones before it say no more than that. */
function reminders(
  events: readonly LeadEvent[],
  before: Lead | null,
  after: Lead,
  shape: Shape,
): readonly Notice[] {
  const dueAt = before?.dueAt ?? null;
  const expired = events.find((event) => event.type === 'expired');
  const told: Notice[] = [];
  if (expired?.type === 'expired') {
    const isOff = (expired.inARow ?? 0) >= givenBackAtMost;
    const about = isOff ? 'switched off' : 'given back';
    told.push({ type: 'remind', about, member: before?.coveredBy ?? expired.member, dueAt });
    // Managers see to it that somebody talks with them.
    if (isOff) told.push({ type: 'remind', about, who: expired.member, dueAt });
    if (isOff && before?.coveredBy !== undefined) {
      told.push({ type: 'remind', about, member: expired.member, dueAt });
    }
  } else {
    const last = events.findLast((event) => reminderOf(event) !== null);
    const about = last ? reminderOf(last) : null;
    if (about !== null) told.push(...toWhoever(about, after, shape, about === 'wake' ? after.dueAt : dueAt));
  }
  if (events.some((event) => event.type === 'escalated' && event.step === 'tell managers')) {
    told.push({ type: 'remind', about: 'tell managers', dueAt });
  }
  return told;
}

function reminderOf(event: LeadEvent): Reminder | null {
  if (event.type === 'woken') return 'wake';
  if (event.type === 'nudged') return 'nudge';
  if (event.type !== 'escalated') return null;
  return event.step === 'warn' || event.step === 'remind' ? event.step : null;
}

/** Whoever has it, or stands in for them; where nobody has it, the places where it is offered. */
function toWhoever(about: Reminder, lead: Lead, shape: Shape, dueAt: Lead['dueAt']): readonly Notice[] {
  const member = lead.coveredBy ?? custodianOf(lead);
  if (member !== null) return [{ type: 'remind', about, member, dueAt }];
  const audience = offeredTo(lead, shape);
  return audience === null ? [] : [{ type: 'remind', about, audience, dueAt }];
}

/** Who pressed in the same seconds and did not get it. */
function lost(before: Lead | null, by: MemberId | null): readonly Notice[] {
  return (before?.asked ?? [])
    .filter((member) => member !== by)
    .map((member) => ({ type: 'tell', member, telling: 'claim_lost' }));
}
