/** How a lead looks after events that were just saved: what a new reading would give, without reading anew. */
import type { Contact, Words } from '../core/contact.ts';
import type { LeadEvent } from '../core/event.ts';
import { isMove, type Lead, type MemberId } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Situation } from '../storage/situation.ts';

export function viewAfter(
  situation: Situation,
  saved: {
    readonly after: Lead;
    readonly events: readonly LeadEvent[];
    readonly words: Words | undefined;
    readonly contact: Contact | undefined;
  },
): LeadView {
  const { view } = situation;
  const { after, events, words, contact } = saved;
  const last = events.findLast(isMove) ?? view.last;
  const names = { ...view.names, ...namesOf(situation) };
  if (after.erased) return { lead: after, contact: noContact, brief: [], last, texts: [], names };
  const at = events.at(-1)?.at ?? after.since;
  const said = words?.text;
  return {
    lead: after,
    contact: contact ?? view.contact,
    brief: words?.brief ?? view.brief,
    last,
    texts: said
      ? [...view.texts, { revision: after.revision, at, by: events.at(-1)?.by ?? null, text: said }]
      : view.texts,
    names,
  };
}

export const noContact: Contact = {
  name: null,
  phone: null,
  phoneChecked: true,
  email: null,
  company: null,
  message: null,
  fields: {},
};

function namesOf({ actor, subject, prospector }: Situation): Readonly<Record<MemberId, string>> {
  return Object.fromEntries(
    [actor, subject, prospector].flatMap((person) => (person ? [[person.id, person.name]] : [])),
  );
}
