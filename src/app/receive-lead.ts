/**
 * Lets a lead in. The same person coming again makes no second card while the first lead lives: it is noted there,
 * and its custodian is told. After a closed one it is a new lead that names the old.
 */
import { received, repeated } from '../core/receive.ts';
import { evolve } from '../core/evolve.ts';
import type { LeadEvent } from '../core/event.ts';
import { isAlive, type MemberId, type Moment, type Ref, type Stage } from '../core/lead.ts';
import type { Via } from '../core/member.ts';
import { noticesFor } from '../core/notify.ts';
import { rulesOfThePast } from '../core/past.ts';
import { findKnown, insertLead, type Arrival, type Known } from '../storage/insert-lead.ts';
import type { Delivery } from '../storage/ledger.ts';
import { findView } from '../storage/read-lead.ts';
import { saveLead } from '../storage/save-lead.ts';
import type { App } from './app.ts';
import { LeadBusy } from './handle-command.ts';
import { directionOf } from './direction-of.ts';
import { keysOf } from './keys-of.ts';
import { readLeadInput, type InputProblem, type LeadInput, type ReadLead } from './read-lead-input.ts';

export type { InputProblem, LeadInput } from './read-lead-input.ts';

export type Receiving = {
  readonly via: Via;
  /** It came then, in another system: nobody is told, and nothing is due of it. */
  readonly past?: Moment;
  /** Who typed it in; nobody did where a website or an integration sent it. */
  readonly by?: MemberId;
  readonly delivery?: Delivery;
  /** Keeps the answer to a request under its key, in the same statement as the lead. */
  readonly idempotency?: (lead: {
    readonly ref: Ref;
    readonly stage: Stage;
  }) => NonNullable<Arrival['idempotency']>;
};

export type ReceiveOutcome =
  | {
      readonly ref: Ref;
      readonly number: number;
      readonly stage: Stage;
      readonly outcome: 'created' | 'known' | 'reopened_story';
      /** The lead that the contact was known from. */
      readonly duplicateOf: Ref | null;
    }
  | { readonly problems: readonly InputProblem[] };

type ReceiveApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>;

const triesAtMost = 20;

export async function receiveLead(
  app: ReceiveApp,
  input: LeadInput,
  receiving: Receiving,
): Promise<ReceiveOutcome> {
  const read = readLeadInput(input, { playbook: app.playbook(), now: app.clock.now() });
  if (!read.ok) return { problems: read.problems };

  for (let tried = 0; tried < triesAtMost; tried += 1) {
    const arrival = arrivalOf(app, read.lead, receiving);
    const arrived = await insertLead(app.database.db, arrival);
    if (arrived === 'repeated') return broughtBefore(app, read.lead);
    if ('duplicate' in arrived) {
      if (await isNoted(app, arrived.duplicate, read.lead, receiving)) return known(arrived.duplicate);
    } else {
      app.wake();
      return {
        ref: arrival.lead.ref,
        number: arrived.number,
        stage: arrival.lead.stage,
        outcome: arrived.previous === null ? 'created' : 'reopened_story',
        duplicateOf: arrived.previous,
      };
    }
  }
  throw new LeadBusy();
}

/** Number and previous lead are the database's to give. */
export function arrivalOf(
  app: ReceiveApp,
  read: ReadLead,
  { via, past, by, delivery, idempotency }: Receiving,
): Arrival {
  const now = past ?? app.clock.now();
  const ref = app.random.ref();
  const { direction, contact, source, externalId, receivedAt } = read;
  const happening = received(
    { ref, number: 0, direction: direction.direction, source, receivedAt, previous: null },
    { now, policy: past === undefined ? direction : rulesOfThePast(direction) },
  );
  const { number: _, ...event } = { ...happening, at: now, by: by ?? null, via };
  const lead = evolve(null, { ...event, number: 0 });
  if (lead.stage !== 'new') throw new Error('A lead that has just come must be new.');
  const { number: __, ...unnumbered } = lead;
  return {
    lead: unnumbered,
    event,
    contact,
    externalId,
    keys: keysOf(contact),
    notices: past === undefined ? noticesFor([{ ...event, number: 0 }], null, lead, direction.shape) : [],
    ...(delivery ? { delivery } : {}),
    ...(idempotency ? { idempotency: idempotency(lead) } : {}),
  };
}

/**
 * Notes on the living lead that its person came again, with what they wrote. The same record sent again (its id at
 * the source says so) is no news: importing a file twice tells nobody anything. False if the lead was closed or
 * moved meanwhile: then it is to be decided anew what this one is.
 */
async function isNoted(
  app: ReceiveApp,
  { ref, by: matched }: Known,
  { source, contact }: ReadLead,
  { via, by, delivery }: Receiving,
): Promise<boolean> {
  if (matched === 'external') return true;
  const view = await findView(app.database.db, { ref });
  if (!view || !isAlive(view.lead)) return false;
  const before = view.lead;
  const direction = directionOf(before, app.playbook());
  const event: LeadEvent = { ...repeated(source), at: app.clock.now(), by: by ?? null, via };
  const after = evolve(before, event);
  const notices = noticesFor([event], before, after, direction.shape);
  const saved = await saveLead(app.database.db, {
    before,
    after,
    events: [event],
    loads: [],
    notices,
    ...(contact.message === null ? {} : { words: { text: contact.message } }),
    ...(delivery ? { delivery } : {}),
  });
  if (saved === 'moved') return false;
  if (saved === 'saved' && notices.length > 0) app.wake();
  return true;
}

/** The platform brought this before, and it was let in then. */
async function broughtBefore(
  app: ReceiveApp,
  { contact, source, externalId }: ReadLead,
): Promise<ReceiveOutcome> {
  const { phone, phoneChecked, email } = contact;
  const found = await findKnown(app.database.db, {
    externalId,
    source,
    phone: phoneChecked ? phone : null,
    email,
  });
  if (!found) throw new Error('A lead that a platform brought twice could not be found again.');
  return known(found);
}

function known({ ref, number, stage }: Known): ReceiveOutcome {
  return { ref, number, stage, outcome: 'known', duplicateOf: ref };
}
