/** Everything a card or an answer about a lead can be drawn from, read at one moment. */
import type { Brief, Contact } from './contact.ts';
import type { LeadEvent } from './event.ts';
import type { Lead, MemberId, Moment } from './lead.ts';

export type LeadView = {
  readonly lead: Lead;
  readonly contact: Contact;
  readonly brief: Brief;
  /** The last deed that moved the lead or its custody, and the last return's reason. */
  readonly last: LeadEvent;
  /** Free texts that belong to deeds, newest last: notes, outcomes, comments to reasons. */
  readonly texts: readonly {
    readonly revision: number;
    readonly at: Moment;
    readonly by: MemberId | null;
    readonly text: string;
  }[];
  /** Names of all members that the view mentions. */
  readonly names: Readonly<Record<MemberId, string>>;
};
