/**
 * The port: what the bot needs of a chat platform, and what a platform may ask of the bot.
 *
 * Adapters know one platform each. They post and edit what they are handed, and put what people press,
 * type and fill in into the one inbox. They decide nothing.
 */
import type { Card } from '../cards/card.ts';
import type { Filled, Flaw, Form } from '../cards/form.ts';
import type { Moment } from '../core/lead.ts';
import type { Language, Platform } from '../core/member.ts';
import type { Channel, MessageId, PlaceProblem } from '../core/place.ts';
import type { Happening } from './happening.ts';

export type { Channel, MessageId, PlaceProblem } from '../core/place.ts';
export { placeProblems } from '../core/place.ts';

export type Posting = {
  readonly card: Card;
  /** In which language fixed parts that the adapter adds are. */
  readonly language: Language;
  /** Unique to what is posted: found again by it after an answer was lost. */
  readonly key: string;
  /** Whether it holds a contact, and so must not be copied or forwarded. */
  readonly isPrivate: boolean;
  /** Ends the call; an adapter must not go on after it. */
  readonly signal: AbortSignal;
};

/** Whether a place can be used, and what stands in the way. */
export type PlaceCheck =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: PlaceProblem };

export interface ChatAdapter {
  readonly name: Platform;
  /** Begins to listen; what comes in goes to `inbox`. Resolves when the platform can be written to. */
  start(inbox: Inbox): Promise<void>;
  stop(): Promise<void>;
  post(place: Channel, posting: Posting): Promise<MessageId>;
  edit(message: MessageId, posting: Posting): Promise<void>;
  /** Posts into the private conversation with a person (their identity on this platform). */
  direct(person: string, posting: Posting): Promise<MessageId>;
  /**
   * A message that was posted under this key, if the platform can tell; else null. Of a private conversation only the
   * person may be known, when the answer to the posting was lost: then their id stands for the channel.
   */
  find(place: Channel, key: string, signal: AbortSignal): Promise<MessageId | null>;
  check(place: Channel): Promise<PlaceCheck>;
  /** Redraws the person's home; where the platform has none, nothing is done. Everything of the posting but its key counts. */
  home(person: string, posting: Posting): Promise<void>;
  /** Whether a person is in a place now; null where the platform does not tell. */
  isIn(place: Channel, person: string, signal: AbortSignal): Promise<boolean | null>;
  /** Where somebody who follows it joins with a one-time code of ours; null where the platform has nothing like it. */
  joinLink(code: string, signal: AbortSignal): Promise<string | null>;
}

/** Who acts, as the platform knows them. */
export type Person = {
  /** The platform's own user id; never a name or an e-mail typed by hand. */
  readonly id: string;
  /** A name to greet a stranger with; never kept as an identity. */
  readonly name: string;
  /** The language of their client, if the platform tells. */
  readonly language: Language | null;
};

export type Delivered = {
  readonly platform: Platform;
  /** The platform's own id of this delivery; a repeated one acts once. */
  readonly id: string;
  readonly at: Moment;
  readonly person: Person;
  /** Where it was done; null in a private conversation. */
  readonly place: Channel | null;
};

/** A button was pressed. `message` is the card it stands on. */
export type Press = Delivered & { readonly code: string; readonly message: MessageId | null };
/** Something was typed to the bot: `/baton next` comes as `next`. */
export type Ask = Delivered & {
  readonly text: string;
  /** What is at hand for a new lead: a message that was pointed at, a contact that was handed over. */
  readonly seed?: LeadSeed;
};
/** As it came; what is a phone or an e-mail in the text is for the inbox to see. */
export type LeadSeed = { readonly name?: string; readonly phone?: string; readonly text?: string };
/** A form was filled in. */
export type Submit = Delivered & { readonly code: string; readonly filled: Filled };

/** The private answer. */
export type Reply =
  | {
      readonly type: 'say';
      readonly tone: 'done' | 'quiet' | 'refused';
      readonly text: string;
      readonly card?: Card;
      /**
       * Something for this person waits in the private conversation, and nobody knows whether they have ever opened it:
       * where the platform wants that first, the answer leads them there.
       */
      readonly opensPrivate?: boolean;
    }
  | { readonly type: 'form'; readonly form: Form }
  /** Only to a submit: the form stays open, with a sentence at each field. */
  | { readonly type: 'flaws'; readonly flaws: readonly Flaw[] };

export interface Inbox {
  press(press: Press): Promise<Reply>;
  ask(ask: Ask): Promise<Reply>;
  submit(submit: Submit): Promise<Reply>;
  /**
   * Something happened on the platform that nobody asked of the bot. Resolves when its consequences are kept; when it
   * throws, nothing was kept, and the platform is to bring it again.
   */
  happened(happening: Happening): Promise<void>;
}
