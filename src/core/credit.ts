/** Who gets the credit for a lead: a fold over its history, whatever happened to the people since. */
import type { LeadEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { custodianOf } from './lead.ts';
import type { Lead, MemberId } from './lead.ts';

export type Credit = {
  /** Who qualified it last. */
  readonly prospected: MemberId | null;
  /** Who made a client of it; nobody if that was a mistake and undone. */
  readonly closed: MemberId | null;
  /** Who served the account last. */
  readonly served: MemberId | null;
};

export function creditOf(events: readonly LeadEvent[]): Credit {
  let lead: Lead | null = null;
  let served: MemberId | null = null;
  let closed: MemberId | null = null;
  for (const event of events) {
    lead = evolve(lead, event);
    if (lead.stage === 'converted') {
      closed = lead.closer;
      served = custodianOf(lead) ?? served;
    } else {
      closed = null;
      served = null;
    }
  }
  return { prospected: lead?.qualifiedBy ?? null, closed, served };
}
