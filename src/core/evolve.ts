/**
 * How an event changes a lead: the one reading of the history. The row of a lead is the fold of its events.
 *
 * It throws only on what cannot be: an event that the rules never yield for such a lead.
 */
import type { LeadEvent } from './event.ts';
import { erasedReason } from './lead.ts';
import type { Before, ConvertedLead, Lead, MemberId, Moment, MoveType, OpenLead } from './lead.ts';

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
    dueAt: event.dueAt,
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
      return { ...moved(lead, event, event.dueAt), stage: 'claimed', prospector: doer(event) };
    case 'released':
      return letGo(lead, event, doer(event), event.dueAt);
    case 'vacated':
    case 'expired':
      return letGo(lead, event, event.member, event.dueAt);
    case 'touched':
      if (!isInHand(lead)) throw impossible(lead, event);
      return { ...lead, touchedAt: event.at, snoozedUntil: null, dueAt: event.dueAt, escalated: null };
    case 'snoozed':
      if (!isInHand(lead)) throw impossible(lead, event);
      return { ...lead, snoozedUntil: event.until, dueAt: event.until, escalated: null };
    case 'qualified':
      if (lead.stage !== 'claimed' || lead.prospector !== event.by) throw impossible(lead, event);
      return {
        ...moved(lead, event, event.dueAt),
        stage: 'qualified',
        briefed: true,
        qualifiedBy: lead.prospector,
      };
    case 'accepted':
      if (lead.stage !== 'qualified') throw impossible(lead, event);
      return { ...moved(lead, event, event.dueAt), stage: 'accepted', closer: doer(event) };
    case 'returned':
      return returned(lead, event);
    case 'disqualified':
      if (!isOpen(lead)) throw impossible(lead, event);
      return {
        ...moved(lead, event, null),
        stage: 'disqualified',
        reason: event.reason,
        before: placeOf(lead),
      };
    case 'lost':
      if (lead.stage !== 'accepted') throw impossible(lead, event);
      return { ...moved(lead, event, null), stage: 'lost', reason: event.reason, before: placeOf(lead) };
    case 'converted':
      if (lead.stage !== 'accepted') throw impossible(lead, event);
      return {
        ...moved(lead, event, event.dueAt),
        stage: 'converted',
        closer: lead.closer,
        convertedAt: event.at,
        value: event.value,
        currency: event.currency,
        accountManager: null,
      };
    case 'taken':
      if (lead.stage !== 'converted' || lead.accountManager !== null) throw impossible(lead, event);
      return account(lead, event, event.dueAt, doer(event));
    case 'assigned':
      return assigned(lead, event);
    case 'reopened':
      return reopened(lead, event);
    case 'corrected':
      return corrected(lead, event);
    case 'erased':
      return erased(lead, event);
    case 'escalated':
      if (lead.dueAt === null) throw impossible(lead, event);
      return { ...lead, escalated: event.step };
  }
}

/** What all stages have in common, at the beginning of a stage or of a custody. */
function moved(lead: Lead, event: LeadEvent & { readonly type: MoveType }, dueAt: Moment | null) {
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
    dueAt,
    returns: lead.returns,
    briefed: lead.briefed,
    qualifiedBy: lead.qualifiedBy,
    lastMove: { type: event.type, by: event.by },
    escalated: null,
    erased: lead.erased,
  };
}

function account(
  lead: ConvertedLead,
  event: LeadEvent & { readonly type: MoveType },
  dueAt: Moment | null,
  accountManager: MemberId | null,
): Lead {
  return {
    ...moved(lead, event, dueAt),
    stage: 'converted',
    closer: lead.closer,
    convertedAt: lead.convertedAt,
    value: lead.value,
    currency: lead.currency,
    accountManager,
  };
}

/** Out of its custodian's hands, to where others can take it. */
function letGo(
  lead: Lead,
  event: LeadEvent & { readonly type: MoveType },
  member: MemberId,
  dueAt: Moment | null,
): Lead {
  if (lead.stage === 'claimed' && lead.prospector === member) {
    return { ...moved(lead, event, dueAt), stage: 'new' };
  }
  if (lead.stage === 'accepted' && lead.closer === member) {
    return { ...moved(lead, event, dueAt), stage: 'qualified' };
  }
  if (lead.stage === 'converted' && lead.accountManager === member) {
    return account(lead, event, dueAt, null);
  }
  throw impossible(lead, event);
}

function returned(lead: Lead, event: Of<'returned'>): Lead {
  if (lead.stage !== 'qualified' && lead.stage !== 'accepted') throw impossible(lead, event);
  const base = { ...moved(lead, event, event.dueAt), returns: lead.returns + 1 };
  return event.to === null ? { ...base, stage: 'new' } : { ...base, stage: 'claimed', prospector: event.to };
}

function assigned(lead: Lead, event: Of<'assigned'>): Lead {
  switch (lead.stage) {
    case 'new':
    case 'claimed':
      return { ...moved(lead, event, event.dueAt), stage: 'claimed', prospector: event.to };
    case 'qualified':
    case 'accepted':
      return { ...moved(lead, event, event.dueAt), stage: 'accepted', closer: event.to };
    case 'converted':
      return account(lead, event, event.dueAt, event.to);
    default:
      throw impossible(lead, event);
  }
}

function reopened(lead: Lead, event: Of<'reopened'>): Lead {
  const base = moved(lead, event, event.dueAt);
  switch (lead.stage) {
    case 'disqualified':
    case 'lost':
      return { ...base, ...lead.before };
    case 'converted':
      return { ...base, stage: 'accepted', closer: lead.closer };
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
    const base = { ...moved(lead, event, null), erased: true };
    return { ...base, stage: 'disqualified', reason: erasedReason, before: placeOf(lead) };
  }
  if (lead.stage === 'converted') return { ...account(lead, event, null, null), erased: true };
  const { stage, reason, before } = lead;
  return { ...moved(lead, event, null), erased: true, stage, reason, before };
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

function doer(event: LeadEvent): MemberId {
  if (event.by === null) throw new Error(`Nobody "${event.type}": this deed is always somebody's.`);
  return event.by;
}

function impossible(lead: Lead | null, event: LeadEvent): Error {
  const state = lead === null ? 'no lead' : `${lead.ref}, ${lead.erased ? 'erased' : lead.stage}`;
  return new Error(`"${event.type}" cannot happen to ${state}: the history or the rules are broken.`);
}
