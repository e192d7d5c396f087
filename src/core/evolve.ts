/**
 * How an event changes a lead: the one reading of the history. The row of a lead is the fold of its events.
 *
 * It throws only on what cannot be: an event that the rules never yield for such a lead.
 */
import type { Due } from './due.ts';
import type { LeadEvent } from './event.ts';
import { stepsAhead } from './ladder.ts';
import type { Rung, Step } from './ladder.ts';
import { erasedReason } from './lead.ts';
import { custodianOf } from './lead.ts';
import type { Before, ConvertedLead, Lead, MemberId, MoveType, OpenLead } from './lead.ts';

export function evolve(lead: Lead | null, event: LeadEvent): Lead {
  if (event.type === 'received') {
    if (lead !== null) throw impossible(lead, event);
    return born(event);
  }
  if (lead === null || lead.erased) throw impossible(lead, event);
  return changed({ ...lead, revision: lead.revision + 1 }, event);
}

/** The lead that a history tells of. */
export function fold(events: readonly LeadEvent[]): Lead {
  const lead = events.reduce<Lead | null>(evolve, null);
  if (lead === null) throw new Error('An empty history tells of no lead: it begins with "received".');
  return lead;
}

type Of<T extends LeadEvent['type']> = Extract<LeadEvent, { readonly type: T }>;

function born(event: Of<'received'>): Lead {
  return {
    stage: 'new',
    ref: event.ref,
    number: event.number,
    direction: event.direction,
    source: event.source,
    receivedAt: event.receivedAt,
    revision: 1,
    previous: event.previous,
    since: event.at,
    touchedAt: null,
    snoozedUntil: null,
    ...dueOf(event),
    returns: 0,
    briefed: false,
    qualifiedBy: null,
    lastMove: { type: 'received', by: event.by },
    escalated: null,
    erased: false,
  };
}

function changed(lead: Lead, event: Exclude<LeadEvent, Of<'received'>>): Lead {
  switch (event.type) {
    case 'repeated':
    case 'revealed':
    case 'noted':
      return lead;
    case 'claimed':
      if (lead.stage !== 'new') throw impossible(lead, event);
      return { ...moved(lead, event, event), stage: 'claimed', prospector: doer(event) };
    case 'released':
      return letGo(lead, event, doer(event), event);
    case 'vacated':
    case 'expired':
      return letGo(lead, event, event.member, event);
    case 'touched':
      if (!isInHand(lead)) throw impossible(lead, event);
      return { ...restarted(lead, event), touchedAt: event.at };
    case 'snoozed':
      if (!isInHand(lead)) throw impossible(lead, event);
      return {
        ...restarted(lead, { dueAt: event.until }),
        snoozedUntil: event.until,
        ...(event.to === undefined || event.by === null ? {} : { snoozedBy: event.by }),
      };
    case 'qualified':
      if (lead.stage !== 'claimed' || lead.prospector !== doer(event)) throw impossible(lead, event);
      return {
        ...moved(lead, event, event),
        stage: 'qualified',
        briefed: true,
        qualifiedBy: lead.prospector,
      };
    case 'accepted':
      if (lead.stage !== 'qualified') throw impossible(lead, event);
      return { ...moved(lead, event, event), stage: 'accepted', closer: doer(event) };
    case 'returned':
      return returned(lead, event);
    case 'disqualified':
      if (!isOpen(lead)) throw impossible(lead, event);
      return {
        ...moved(lead, event, nothingDue),
        stage: 'disqualified',
        reason: event.reason,
        before: placeOf(lead),
      };
    case 'lost':
      if (lead.stage !== 'accepted') throw impossible(lead, event);
      return {
        ...moved(lead, event, nothingDue),
        stage: 'lost',
        reason: event.reason,
        before: placeOf(lead),
      };
    case 'converted':
      if (lead.stage !== 'accepted') throw impossible(lead, event);
      return {
        ...moved(lead, event, event),
        stage: 'converted',
        closer: lead.closer,
        convertedAt: event.at,
        value: event.value,
        currency: event.currency,
        accountManager: null,
      };
    case 'taken':
      if (lead.stage !== 'converted' || lead.accountManager !== null) throw impossible(lead, event);
      return account(lead, event, event, doer(event));
    case 'assigned':
      return assigned(lead, event);
    case 'reopened':
      return reopened(lead, event);
    case 'corrected':
      return corrected(lead, event);
    case 'erased':
      return erased(lead, event);
    case 'escalated':
      if (lead.dueAt === null && !lead.steps) throw impossible(lead, event);
      if (event.step === 'draw') return drawn(lead);
      return { ...lead, escalated: event.step, steps: stepsWithout(lead, event.step) };
    case 'offered':
      return offered(lead, event);
    case 'declined':
      if (lead.offer === undefined) throw impossible(lead, event);
      return { ...passedOn(lead), steps: stepsWith(lead, { step: 'offer', at: event.at }) };
    case 'held':
      return { ...passedOn(lead), heldAt: event.at, steps: stepsWithout(lead, 'offer') };
    case 'asked':
      return {
        ...lead,
        asked: [...(lead.asked ?? []), doer(event)],
        steps: stepsWith(lead, { step: 'draw', at: event.until }),
      };
    case 'woken':
      if (lead.snoozedUntil === null) throw impossible(lead, event);
      return { ...restarted(lead, event), wokenAt: event.at, ...snoozedByOf(lead) };
    case 'nudged':
      if (custodianOf(lead) === null) throw impossible(lead, event);
      return { ...lead, nudgedAt: event.at };
    case 'extended':
      return { ...restarted(lead, event), extensions: (lead.extensions ?? 0) + 1, ...wokenOf(lead) };
    case 'covered':
      return covered(lead, event);
  }
}

/** Whoever takes what it was their turn to take. */
function byTurn(lead: Lead, event: LeadEvent): Pick<Lead, 'byTurn'> {
  const isTaken = event.type === 'claimed' || event.type === 'accepted' || event.type === 'taken';
  return isTaken && event.by !== null && lead.offer?.to === event.by ? { byTurn: true } : {};
}

/** What all stages have in common, at the beginning of a stage or of a custody. */
function moved(lead: Lead, event: LeadEvent & { readonly type: MoveType }, due: Due) {
  return {
    ref: lead.ref,
    number: lead.number,
    direction: lead.direction,
    source: lead.source,
    receivedAt: lead.receivedAt,
    revision: lead.revision,
    previous: lead.previous,
    since: event.at,
    touchedAt: null,
    snoozedUntil: null,
    ...dueOf(due),
    returns: lead.returns,
    briefed: lead.briefed,
    qualifiedBy: lead.qualifiedBy,
    lastMove: { type: event.type, by: event.by },
    escalated: null,
    erased: lead.erased,
    ...(lead.wasAccount ? { wasAccount: lead.wasAccount } : {}),
    ...byTurn(lead, event),
  };
}

const nothingDue: Due = { dueAt: null };

function dueOf({ dueAt, steps }: Due): Due {
  return steps ? { dueAt, steps } : { dueAt };
}

/** The same stage in the same hands, with a due time that begins anew. */
function restarted(lead: Lead, due: Due): Lead {
  const { steps: _steps, wokenAt: _wokenAt, nudgedAt: _nudgedAt, snoozedBy: _snoozedBy, ...kept } = lead;
  return { ...kept, snoozedUntil: null, ...dueOf(due), escalated: null };
}

/** More time after a rest is time of that rest still. */
function wokenOf(lead: Lead): Pick<Lead, 'wokenAt' | 'snoozedBy'> {
  return lead.wokenAt === undefined ? {} : { wokenAt: lead.wokenAt, ...snoozedByOf(lead) };
}

function snoozedByOf({ snoozedBy }: Lead): Pick<Lead, 'snoozedBy'> {
  return snoozedBy === undefined ? {} : { snoozedBy };
}

function stepsWithout(lead: Lead, taken: Step): readonly Rung[] {
  const ahead = stepsAhead(lead);
  const at = ahead.findIndex(({ step }) => step === taken);
  return at < 0 ? ahead : ahead.toSpliced(at, 1);
}

/** Each of these stands there once. */
function stepsWith(lead: Lead, rung: Rung): readonly Rung[] {
  return [...stepsWithout(lead, rung.step), rung].toSorted((one, other) => one.at - other.at);
}

function drawn(lead: Lead): Lead {
  const { asked: _asked, ...kept } = lead;
  return { ...kept, steps: stepsWithout(lead, 'draw') };
}

/** Whoever had their turn has had it. */
function passedOn(lead: Lead): Lead {
  const { offer, heldAt: _heldAt, ...kept } = lead;
  return offer?.to ? { ...kept, passed: [...(lead.passed ?? []), offer.to] } : kept;
}

function offered(lead: Lead, { to, until }: Of<'offered'>): Lead {
  const kept = { ...passedOn(lead), offer: { to, until } };
  return {
    ...kept,
    steps: to === null ? stepsWithout(lead, 'offer') : stepsWith(lead, { step: 'offer', at: until }),
  };
}

function covered(lead: Lead, event: Of<'covered'>): Lead {
  if (custodianOf(lead) === null) throw impossible(lead, event);
  const { to } = event;
  const { coveredBy: _coveredBy, ...kept } = lead;
  return to === null ? kept : { ...kept, coveredBy: to };
}

function account(
  lead: ConvertedLead,
  event: LeadEvent & { readonly type: MoveType },
  due: Due,
  accountManager: MemberId | null,
): Lead {
  return {
    ...moved(lead, event, due),
    stage: 'converted',
    closer: lead.closer,
    convertedAt: lead.convertedAt,
    value: lead.value,
    currency: lead.currency,
    accountManager,
  };
}

/** Out of its custodian's hands, to where others can take it. */
function letGo(lead: Lead, event: LeadEvent & { readonly type: MoveType }, member: MemberId, due: Due): Lead {
  if (lead.stage === 'claimed' && lead.prospector === member) {
    return { ...moved(lead, event, due), stage: 'new' };
  }
  if (lead.stage === 'accepted' && lead.closer === member) {
    return { ...moved(lead, event, due), stage: 'qualified' };
  }
  if (lead.stage === 'converted' && lead.accountManager === member) {
    return account(lead, event, due, null);
  }
  throw impossible(lead, event);
}

function returned(lead: Lead, event: Of<'returned'>): Lead {
  if (lead.stage !== 'qualified' && lead.stage !== 'accepted') throw impossible(lead, event);
  const base = { ...moved(lead, event, event), returns: lead.returns + 1 };
  return event.to === null ? { ...base, stage: 'new' } : { ...base, stage: 'claimed', prospector: event.to };
}

function assigned(lead: Lead, event: Of<'assigned'>): Lead {
  switch (lead.stage) {
    case 'new':
    case 'claimed':
      return { ...moved(lead, event, event), stage: 'claimed', prospector: event.to };
    case 'qualified':
    case 'accepted':
      return { ...moved(lead, event, event), stage: 'accepted', closer: event.to };
    case 'converted':
      return account(lead, event, event, event.to);
    default:
      throw impossible(lead, event);
  }
}

function reopened(lead: Lead, event: Of<'reopened'>): Lead {
  const base = moved(lead, event, event);
  switch (lead.stage) {
    case 'disqualified':
    case 'lost':
      return { ...base, ...lead.before };
    case 'converted':
      return { ...base, stage: 'accepted', closer: lead.closer, wasAccount: true };
    default:
      throw impossible(lead, event);
  }
}

function corrected(lead: Lead, event: Of<'corrected'>): Lead {
  const mended = event.source === undefined ? lead : { ...lead, source: event.source };
  if (event.value === undefined) return mended;
  if (mended.stage !== 'converted') throw impossible(lead, event);
  return { ...mended, value: event.value, currency: event.currency ?? mended.currency };
}

/** The person is gone from here: an open lead is closed, and an account is in nobody's hands; the figures stay. */
function erased(lead: Lead, event: Of<'erased'>): Lead {
  if (isOpen(lead)) {
    const base = { ...moved(lead, event, nothingDue), erased: true };
    return { ...base, stage: 'disqualified', reason: erasedReason, before: placeOf(lead) };
  }
  if (lead.stage === 'converted') return { ...account(lead, event, nothingDue, null), erased: true };
  const { stage, reason, before } = lead;
  return { ...moved(lead, event, nothingDue), erased: true, stage, reason, before };
}

function placeOf(lead: OpenLead): Before {
  switch (lead.stage) {
    case 'claimed':
      return { stage: 'claimed', prospector: lead.prospector };
    case 'accepted':
      return { stage: 'accepted', closer: lead.closer };
    default:
      return { stage: lead.stage };
  }
}

function isOpen(lead: Lead): lead is OpenLead {
  return lead.stage !== 'converted' && lead.stage !== 'disqualified' && lead.stage !== 'lost';
}

function isInHand(lead: Lead): boolean {
  return (
    lead.stage === 'claimed' ||
    lead.stage === 'accepted' ||
    (lead.stage === 'converted' && lead.accountManager !== null)
  );
}

/** Whose deed it is: of whoever is stood in for, where somebody else did it in their place. */
function doer(event: LeadEvent): MemberId {
  if (event.for !== undefined) return event.for;
  if (event.by === null) throw new Error(`Nobody "${event.type}": this deed is always somebody's.`);
  return event.by;
}

function impossible(lead: Lead | null, event: LeadEvent): Error {
  const state = lead === null ? 'no lead' : `${lead.ref}, ${lead.erased ? 'erased' : lead.stage}`;
  return new Error(`"${event.type}" cannot happen to ${state}: the history or the rules are broken.`);
}
