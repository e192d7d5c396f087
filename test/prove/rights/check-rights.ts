/**
 * Judges histories by who may do what, told here a second time and in other words than the rules: from each lead's
 * events alone it works out who had it, and whether whoever acted was allowed to, and had asked for it at all.
 */
import type { EventType, LeadEvent } from '../../../src/core/event.ts';
import type { Role } from '../../../src/core/member.ts';

export type Rights = {
  readonly histories: ReadonlyMap<string, readonly LeadEvent[]>;
  /** What each member may be; nobody else may act at all. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  /** What was asked for in whose name, as `askOf` writes it. */
  readonly asked: ReadonlySet<string>;
};
export type RightsFault = { readonly lead: string; readonly says: string };

/** `anything`: they typed something, which may be about any lead. */
export const askOf = (member: string, verb: string, lead: string) => `${member} ${verb} ${lead}`;
export const anything = '*';

export function checkRights({ histories, roles, asked }: Rights): readonly RightsFault[] {
  const faults: RightsFault[] = [];
  for (const [lead, events] of histories) {
    let now: State = nothing;
    for (const event of events) {
      const fault = (says: string) =>
        faults.push({ lead, says: `${event.type} by ${event.by ?? 'nobody'}: ${says}` });
      const { by } = event;
      if (by === null) {
        if (!withoutPeople.includes(event.type)) fault('it takes a person');
      } else {
        const own = roles.get(by);
        if (!own) fault('is none of ours');
        else if (!may(event, by, own, now)) fault(`may not, while it was ${now.stage} and ${now.who}'s`);
        const verbs = verbsFor(event.type);
        if (![lead, anything].some((about) => verbs.some((verb) => asked.has(askOf(by, verb, about))))) {
          fault('nobody asked for it in their name');
        }
      }
      now = after(event, now);
    }
  }
  return faults;
}

type State = {
  readonly stage: string;
  readonly who: string | null;
  readonly prospector: string | null;
  readonly closer: string | null;
  /** Where a closed one came from. */
  readonly before: State | null;
};
const nothing: State = { stage: 'nowhere', who: null, prospector: null, closer: null, before: null };

/** Intake lets in and repeats; the clock takes back and tells. */
const withoutPeople: readonly EventType[] = [
  'received',
  'repeated',
  'expired',
  'escalated',
  'woken',
  'covered',
  'offered',
  'held',
];

function may(event: LeadEvent, by: string, roles: readonly Role[], { stage, who }: State): boolean {
  const isManager = roles.includes('manager');
  const isTheirs = who === by;
  switch (event.type) {
    case 'received':
    case 'repeated':
      return true;
    case 'claimed':
      return stage === 'new' && roles.includes('prospector');
    case 'qualified':
      return stage === 'claimed' && isTheirs && roles.includes('prospector');
    case 'accepted':
      return stage === 'qualified' && roles.includes('closer');
    case 'converted':
      return stage === 'accepted' && isTheirs && roles.includes('closer');
    case 'taken':
      return stage === 'converted' && who === null && roles.includes('account_manager');
    case 'returned':
      if (isManager) return stage === 'qualified' || stage === 'accepted';
      return roles.includes('closer') && (stage === 'qualified' || (stage === 'accepted' && isTheirs));
    case 'disqualified':
      return isManager || (stage === 'claimed' && isTheirs);
    case 'lost':
      return stage === 'accepted' && (isTheirs || isManager);
    case 'released':
    case 'touched':
      return isTheirs;
    // Where nobody has it, a manager has nobody to ask for a call.
    case 'snoozed':
      return isTheirs || (isManager && who !== null);
    case 'noted':
    case 'corrected':
      return isTheirs || isManager;
    // With having it, or as a manager who asked for it.
    case 'revealed':
      return event.own ? event.to === who : isManager && event.to === by;
    case 'assigned':
    case 'reopened':
    case 'erased':
    case 'nudged':
      return isManager;
    case 'extended':
      return isTheirs || isManager;
    // What the fuzz never brings about: nobody loses a role or is late within it.
    case 'vacated':
    case 'expired':
    case 'escalated':
    case 'woken':
    case 'covered':
    case 'offered':
    case 'held':
    case 'declined':
    case 'asked':
      return false;
  }
}

function after(event: LeadEvent, now: State): State {
  const { by } = event;
  switch (event.type) {
    case 'received':
      return { ...nothing, stage: 'new' };
    case 'claimed':
      return { ...now, stage: 'claimed', who: by, prospector: by };
    case 'qualified':
      return { ...now, stage: 'qualified', who: null };
    case 'accepted':
      return { ...now, stage: 'accepted', who: by, closer: by };
    case 'converted':
      return { ...now, stage: 'converted', who: null };
    case 'taken':
      return { ...now, who: by };
    case 'returned':
      return { ...now, stage: event.to === null ? 'new' : 'claimed', who: event.to, prospector: event.to };
    case 'released':
      return { ...now, stage: freed[now.stage] ?? now.stage, who: null };
    case 'assigned':
      return assigned(now, event.to);
    case 'disqualified':
    case 'lost':
      return { ...now, stage: event.type, who: null, before: now };
    case 'erased':
      return { ...now, who: null };
    case 'reopened':
      if (now.before) return now.before;
      return { ...now, stage: 'accepted', who: now.closer };
    default:
      return now;
  }
}

const freed: Readonly<Record<string, string>> = { claimed: 'new', accepted: 'qualified' };

function assigned(now: State, to: string): State {
  if (now.stage === 'new' || now.stage === 'claimed') {
    return { ...now, stage: 'claimed', who: to, prospector: to };
  }
  if (now.stage === 'converted') return { ...now, who: to };
  return { ...now, stage: 'accepted', who: to, closer: to };
}

/** Every request that may lead to an event. A contact is shown with the lead that somebody gets by any of them. */
function verbsFor(type: EventType): readonly string[] {
  return verbs[type] ?? [];
}
const getting = ['claim', 'next', 'accept', 'take', 'assign', 'return', 'reopen'];
const verbs: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  received: ['add'],
  repeated: ['add'],
  claimed: ['claim', 'next'],
  released: ['release', 'decline'],
  touched: ['touch', 'callback'],
  noted: ['note', 'callback'],
  snoozed: ['snooze', 'callback'],
  nudged: ['nudge'],
  extended: ['extend'],
  qualified: ['qualify'],
  disqualified: ['disqualify'],
  accepted: ['accept'],
  returned: ['return', 'decline'],
  converted: ['convert'],
  lost: ['lose'],
  taken: ['take'],
  revealed: ['reveal', ...getting],
  assigned: ['assign'],
  reopened: ['reopen'],
  corrected: ['correct'],
  erased: ['erase'],
};
