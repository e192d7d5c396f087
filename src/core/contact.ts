/** How to reach the person, and what they wrote. Private: nothing in here may stand on a channel card or in a log. */

export type Contact = {
  readonly name: string | null;
  /** E.164 where it could be read as a phone, else as it came. */
  readonly phone: string | null;
  /** False for a phone that could not be read and was kept as it came. */
  readonly phoneChecked: boolean;
  /** Lower-cased. */
  readonly email: string | null;
  readonly company: string | null;
  readonly message: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** What was corrected, the newest first: free texts may still hold it, and it is theirs all the same. */
  readonly formerly?: readonly Reached[];
};

/** By what a person is recognised. */
export type Reached = Pick<Contact, 'name' | 'phone' | 'email'>;

/** Whoever is corrected more often is hardly one person. */
const formerlyAtMost = 20;

export function corrected(contact: Contact, changes: Partial<Contact>): Contact {
  const now = { ...contact, ...changes };
  const { name, phone, email, formerly = [] } = contact;
  if (name === now.name && phone === now.phone && email === now.email) return now;
  return { ...now, formerly: [{ name, phone, email }, ...formerly].slice(0, formerlyAtMost) };
}

/** An answer to a question of the brief, as kept: choice ids, `YYYY-MM-DD`, money in the smallest unit with its currency. */
export type Answer = {
  readonly question: string;
  readonly value: string | number | readonly string[];
  readonly currency?: string;
};
export type Brief = readonly Answer[];

/** Words that came with a deed, kept apart from the history so that they can be erased. */
export type Words = {
  /** The text of a note, the outcome of a touch, why it was snoozed, returned or lost, what was sold, why a contact was asked for. */
  readonly text?: string;
  readonly brief?: Brief;
};
