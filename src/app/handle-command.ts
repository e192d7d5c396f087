/**
 * The only place where a lead changes: read, decide, fold, and save on the revision that was read, with events and
 * notices, in one statement; again from the reading if the lead moved meanwhile.
 *
 * No lock is held while this runs, and no platform is spoken to.
 */
import { corrected, type Contact, type Words } from '../core/contact.ts';
import { wrongStage } from '../core/decide/answers.ts';
import type { Decision } from '../core/decide/types.ts';
import type { LeadEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { custodianOf, type Lead, type MemberId, type Ref } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { loadChanges, type LoadChange } from '../core/load.ts';
import { limitFor } from '../core/decide/take-on.ts';
import type { Load, Via } from '../core/member.ts';
import { noticesFor } from '../core/notify.ts';
import type { Limits } from '../core/policy.ts';
import { whenThere } from '../core/reach.ts';
import type { Hearer } from '../core/reach.ts';
import type { Refusal } from '../core/refusal.ts';
import { recordInVain, type Delivery } from '../storage/ledger.ts';
import { getView } from '../storage/read-lead.ts';
import { saveLead } from '../storage/save-lead.ts';
import type { LeadKey, Situation } from '../storage/situation.ts';
import type { App } from './app.ts';
import { keysOf } from './keys-of.ts';
import { subjectOf, type Request } from './request.ts';
import { decideOn, readStanding, type Standing } from './standing.ts';
import { viewAfter } from './view-after.ts';

export type CommandInput = {
  readonly lead: LeadKey;
  /** Null for the clock. */
  readonly by: MemberId | null;
  readonly via: Via;
  readonly command: Request;
  /** What the person typed. */
  readonly words?: Words;
  /** What `correct` mends. */
  readonly contact?: Partial<Contact>;
  /** What the platform calls this delivery; kept, so that it acts once however often it comes. */
  readonly delivery?: Delivery;
  /** One of many: the caller tells the managers in sum, so they are not told of each. */
  readonly isSummed?: boolean;
  /** Whoever is reminded of the lead by this: it waits until they are there. */
  readonly hearer?: Hearer;
  /** Only while the lead is as the person saw it: on this revision. Whatever has moved on since is left alone. */
  readonly ifRevision?: number;
};

export type CommandOutcome =
  /** `unchanged`: there was nothing to do, and all is well. */
  | {
      readonly ok: true;
      readonly view: LeadView;
      readonly events: readonly LeadEvent[];
      readonly unchanged: boolean;
      /** The platform brought this delivery before; it was answered from how things are today. */
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly view: LeadView }
  | { readonly ok: false; readonly refusal: { readonly code: 'not_found' } };

/** Counted where somebody counts. */
type CommandApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake'> & Partial<Pick<App, 'counts'>>;

/** How often a command is tried anew when others move the lead under its hands. */
const triesAtMost = 20;

/** `standing`: how the lead stands, where the caller has read it just now; it saves the first reading. */
export async function handleCommand(
  app: CommandApp,
  input: CommandInput,
  standing: Standing | null = null,
): Promise<CommandOutcome> {
  const outcome = await carryOut(app, input, standing);
  // Kept as well, or the same press brought again later might act on a lead that is free by then.
  if (input.delivery && !(outcome.ok && !outcome.unchanged)) {
    await recordInVain(app.database.db, input.delivery);
  }
  return outcome;
}

/** The same without keeping the delivery of what changed nothing: for who goes on to another lead then. */
export async function carryOut(
  app: CommandApp,
  input: CommandInput,
  known: Standing | null = null,
): Promise<CommandOutcome> {
  for (let tried = 0; tried < triesAtMost; tried += 1) {
    const outcome = await tryCommand(app, input, tried === 0 ? known : null);
    if (outcome === 'again') continue;
    app.counts?.command(input.command.type, nameOf(outcome));
    return outcome;
  }
  throw new LeadBusy();
}

function nameOf(outcome: CommandOutcome) {
  if (!outcome.ok) return outcome.refusal.code;
  return outcome.unchanged ? 'unchanged' : 'done';
}

/** So many work on one lead at once that a command found no gap. Nothing was changed. */
export class LeadBusy extends Error {
  override readonly name = 'LeadBusy';
  constructor() {
    super(`The lead moved ${triesAtMost} times while a command was decided. Try again.`);
  }
}

async function tryCommand(
  app: CommandApp,
  input: CommandInput,
  known: Standing | null,
): Promise<CommandOutcome | 'again'> {
  return asItStands(app, input, known, (standing) => decideAndSave(app, input, standing));
}

/** What comes of how the lead stands, which is read where the caller has not done so just now. */
async function asItStands<Came>(
  app: CommandApp,
  input: CommandInput,
  known: Standing | null,
  goOn: (standing: Standing) => Came | Promise<Came>,
): Promise<Came | Extract<CommandOutcome, { readonly refusal: { readonly code: 'not_found' } }>> {
  const standing = known ?? (await readStanding(app, { ...input, subject: subjectOf(input.command) }));
  return standing ? goOn(standing) : { ok: false, refusal: { code: 'not_found' } };
}

async function decideAndSave(
  app: CommandApp,
  input: CommandInput,
  standing: Standing,
): Promise<CommandOutcome | 'again'> {
  const { situation, direction, now } = standing;
  const { lead } = situation.view;
  if (input.ifRevision !== undefined && input.ifRevision !== lead.revision)
    return asItIs(standing, wrongStage(lead));
  const decision = decideOn(standing, input.by, input.command);
  if (!decision.ok || decision.events.length === 0) return asItIs(standing, decision);

  const before = situation.view.lead;
  const inPlaceOf = stoodInFor(before, input.by);
  const events = decision.events.map((event) => ({
    ...event,
    at: now,
    by: input.by,
    via: input.via,
    ...(inPlaceOf === null ? {} : { for: inPlaceOf }),
  }));
  const after = events.reduce<Lead>((lead, event) => evolve(lead, event), before);
  const contact = input.contact && corrected(situation.view.contact, input.contact);
  const told = noticesFor(events, before, after, direction.shape).filter(
    ({ type }) => !(input.isSummed && type === 'tell managers'),
  );
  const { hearer } = input;
  const notices = hearer ? whenThere(told, hearer, { hours: direction.hours, now }) : told;
  const saved = await saveLead(app.database.db, {
    before,
    after,
    events,
    loads: loadChanges(before, after).map((change) => ({
      ...change,
      limit: limitOf(input.command, change, direction.limits, situation),
    })),
    notices,
    keys: keysOf(contact ?? situation.view.contact),
    ...(input.words ? { words: input.words } : {}),
    ...(contact ? { contact } : {}),
    ...(input.delivery ? { delivery: input.delivery } : {}),
  });

  if (saved === 'saved') {
    if (notices.length > 0) app.wake();
    const view = viewAfter(situation, { after, events, words: input.words, contact });
    return { ok: true, view, events, unchanged: false, repeated: false };
  }
  if (saved === 'repeated') return answeredBefore(app, input);
  if (saved === 'moved' || saved === 'over_limit') return 'again';
  return { ok: false, refusal: await duplicateOf(app, saved.duplicate), view: situation.view };
}

/** For whom somebody acts who stands in for the custodian: the credit is not theirs. */
function stoodInFor(lead: Lead, by: MemberId | null): MemberId | null {
  return by !== null && lead.coveredBy === by ? custodianOf(lead) : null;
}

/** The truth of today about a delivery that came before: what it asked for is done, or things have moved on. */
function answeredBefore(app: CommandApp, input: CommandInput): Promise<CommandOutcome> {
  return asItStands(app, input, null, (standing) => {
    const outcome = asItIs(standing, decideOn(standing, input.by, input.command));
    return outcome.ok ? { ...outcome, repeated: true } : outcome;
  });
}

function asItIs({ situation: { view } }: Standing, decision: Decision): CommandOutcome {
  return decision.ok
    ? { ok: true, view, events: [], unchanged: true, repeated: false }
    : { ok: false, refusal: decision.refusal, view };
}

/**
 * Only what a person takes on is held against the limit, and what comes back to a prospector. What a manager assigns
 * or reopens, and the second half of a merged border, passes.
 */
function limitOf(
  command: Request,
  { member, held, by }: LoadChange,
  limits: Limits,
  { actor, prospector }: Situation,
): number | null {
  if (by !== 1 || limited[command.type] !== held) return null;
  const person = [actor, prospector].find((one) => one?.id === member);
  return limitFor(person, held, limits);
}

const limited: Partial<Record<Request['type'], keyof Load>> = {
  claim: 'claimed',
  return: 'claimed',
  accept: 'accepted',
  take: 'accounts',
};

async function duplicateOf(app: CommandApp, ref: Ref): Promise<Refusal> {
  const { lead } = await getView(app.database.db, { ref });
  return { code: 'duplicate_contact', ref, number: lead.number };
}
