/**
 * A chat platform in memory: keeps the only truth about what people saw, and can be told to misbehave in every way
 * that the port knows. It must not be kinder than a real one: after an abort it goes on, and what it did, stays done.
 */
import type { Block, Button, Card } from '../../src/cards/card.ts';
import type { Filled } from '../../src/cards/form.ts';
import { MessageGone, NotAuthorized, Unreachable } from '../../src/chat/errors.ts';
import type {
  Ask,
  Channel,
  ChatAdapter,
  Delivered,
  Inbox,
  MessageId,
  PlaceCheck,
  Posting,
  Reply,
} from '../../src/chat/port.ts';
import type { PlaceProblem } from '../../src/core/place.ts';
import type { Moment } from '../../src/core/lead.ts';
import type { Language, Platform } from '../../src/core/member.ts';

/** A message as it stands on the platform now. */
export type Seen = {
  readonly id: MessageId;
  /** Who alone sees it; null in a channel. */
  readonly person: string | null;
  readonly key: string;
  readonly card: Card;
  /** Everything that can be read on it, line by line. */
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly code: string }[];
  readonly language: Language;
  readonly isPrivate: boolean;
  readonly edits: number;
};

type CallType = 'post' | 'edit' | 'direct' | 'find' | 'home';
/** What was asked of the platform, in order, whatever became of it. */
export type Call = {
  readonly type: CallType;
  /** The channel, or the person of a private message. */
  readonly where: string;
  readonly key: string;
  readonly at: Moment;
  /** The title of the card that was sent. */
  readonly title: string;
};

export type Trouble = {
  /** Which calls it meets; without: those that write. */
  readonly on?: readonly CallType[];
  /** Only in this channel or with this person. */
  readonly where?: string;
  /** How many calls; without: every one until `heal`. */
  readonly times?: number;
  /** What is thrown; null lets the call succeed in the end (to be only slow). */
  readonly error: (() => Error) | null;
  /** It does what it was asked before it fails: the answer gets lost. */
  readonly acts?: boolean;
  /** It does not answer before this, which may begin with the call; an abort ends the waiting. */
  readonly until?: Promise<void> | (() => Promise<void>);
};

export type FakeChat = ChatAdapter & {
  /** What stands in a channel or with a person, oldest first; without an argument everything. */
  seen(where?: string): readonly Seen[];
  readonly calls: readonly Call[];
  readonly homes: ReadonlyMap<string, Card>;
  /** From now on it misbehaves so. */
  trouble(trouble: Trouble): void;
  /** No trouble any more. */
  heal(): void;
  /** Somebody deletes a message behind the bot's back. */
  remove(message: MessageId): void;
  /** What `check` finds in the way of a channel. */
  obstruct(channel: string, problem: PlaceProblem): void;
  /** What it answers when it is asked whether somebody is in a channel; else it does not tell. */
  attends(channel: string, person: string, isThere: boolean): void;
  press(person: string, code: string, how?: Partial<Delivered> & { message?: MessageId }): Promise<Reply>;
  ask(person: string, text: string, how?: Partial<Omit<Ask, 'text'>>): Promise<Reply>;
  submit(person: string, code: string, filled: Filled, how?: Partial<Delivered>): Promise<Reply>;
};

export function makeFakeChat(options: {
  platform: Platform;
  now: () => Moment;
  /** Whether it can find a message by its key (Slack can, Telegram can't). */
  canFind?: boolean;
}): FakeChat {
  const { platform, now, canFind = true } = options;
  const messages = new Map<string, Seen>();
  const calls: Call[] = [];
  const homes = new Map<string, Card>();
  const obstacles = new Map<string, PlaceProblem>();
  const attendance = new Map<string, boolean>();
  let troubles: { trouble: Trouble; left: number }[] = [];
  let inbox: Inbox | null = null;
  let counted = 0;

  function troubleOf(type: CallType, where: string): Trouble | null {
    const met = troubles.find(
      ({ trouble, left }) =>
        left > 0 &&
        (trouble.on?.includes(type) ?? (type === 'post' || type === 'edit' || type === 'direct')) &&
        (trouble.where === undefined || trouble.where === where),
    );
    if (!met) return null;
    met.left -= 1;
    return met.trouble;
  }

  /** Every call goes through here: it is written down, and meets what trouble there is. */
  async function call<T>(
    type: CallType,
    where: string,
    about: { key: string; title: string; signal: AbortSignal | null },
    act: () => T,
  ): Promise<T> {
    calls.push({ type, where, key: about.key, title: about.title, at: now() });
    if (about.signal?.aborted) throw new Unreachable('The call was ended before it began.', false);
    if (inbox === null) throw new Unreachable('The platform is not connected.', false);
    const trouble = troubleOf(type, where);
    if (!trouble) return act();
    const acted = trouble.acts ? { result: act() } : null;
    const { until } = trouble;
    if (until) await released(typeof until === 'function' ? until() : until, about.signal);
    if (trouble.error) throw trouble.error();
    return acted ? acted.result : act();
  }

  function write(id: MessageId, person: string | null, posting: Posting): MessageId {
    messages.set(nameOf(id), asSeen(id, person, posting, 0));
    return id;
  }

  const delivered = (person: string, how: Partial<Delivered>, shared: Channel | null): Delivered => ({
    platform,
    id: `${platform}-${(counted += 1)}`,
    at: now(),
    person: { id: person, name: person, language: null },
    place: shared,
    ...how,
  });
  const listening = (): Inbox => {
    if (inbox === null) throw new Error('Start the fake chat before people press in it.');
    return inbox;
  };

  return {
    name: platform,
    calls,
    homes,
    async start(listener) {
      inbox = listener;
    },
    async stop() {
      inbox = null;
    },
    post(place, posting) {
      return call('post', place.channel, aboutOf(posting), () => {
        if (obstacles.has(place.channel)) throw new NotAuthorized('The bot may not post there.', 'place');
        return write({ ...place, message: `m${(counted += 1)}` }, null, posting);
      });
    },
    edit(message, posting) {
      const there = messages.get(nameOf(message));
      return call('edit', there?.person ?? message.channel, aboutOf(posting), () => {
        const stands = messages.get(nameOf(message));
        if (!stands) throw new MessageGone('It is not there any more.');
        messages.set(nameOf(message), asSeen(stands.id, stands.person, posting, stands.edits + 1));
      });
    },
    direct(person, posting) {
      return call('direct', person, aboutOf(posting), () => {
        const id = { channel: `direct-${person}`, thread: null, message: `m${(counted += 1)}` };
        return write(id, person, posting);
      });
    },
    find(place, key, signal) {
      return call('find', place.channel, { key, title: '', signal }, () => {
        if (!canFind) return null;
        const there = [...messages.values()].find((seen) => seen.key === key && isIn(seen, place.channel));
        return there?.id ?? null;
      });
    },
    async check(place): Promise<PlaceCheck> {
      const problem = obstacles.get(place.channel);
      return problem ? { ok: false, problem } : { ok: true, name: place.channel };
    },
    joinLink: async () => null,
    isIn: async ({ channel }, person) => attendance.get(`${channel} ${person}`) ?? null,
    home(person, { card, signal }) {
      return call('home', person, { key: '', title: card.title, signal }, () => {
        homes.set(person, card);
      });
    },

    seen: (where) => [...messages.values()].filter((seen) => where === undefined || isIn(seen, where)),
    trouble(trouble) {
      troubles.push({ trouble, left: trouble.times ?? Number.POSITIVE_INFINITY });
    },
    heal() {
      troubles = [];
      obstacles.clear();
    },
    remove(message) {
      messages.delete(nameOf(message));
    },
    obstruct(channel, problem) {
      obstacles.set(channel, problem);
    },
    attends(channel, person, isThere) {
      attendance.set(`${channel} ${person}`, isThere);
    },
    async press(person, code, { message, ...how } = {}) {
      const stands = message ? messages.get(nameOf(message)) : undefined;
      const shared = stands && stands.person === null ? stands.id : null;
      const place = shared && { channel: shared.channel, thread: shared.thread };
      return listening().press({ ...delivered(person, how, place), code, message: message ?? null });
    },
    async ask(person, text, how = {}) {
      return listening().ask({ ...delivered(person, how, null), text });
    },
    async submit(person, code, filled, how = {}) {
      return listening().submit({ ...delivered(person, how, null), code, filled });
    },
  };
}

/** Everything that can be read on a card, line by line, buttons left out. */
export function readableText(card: Card): string {
  return [card.title, ...card.blocks.flatMap(linesOf)].join('\n');
}

export function buttonsOf(card: Card): readonly Button[] {
  return card.blocks.flatMap((block) => (block.type === 'buttons' ? block.buttons : []));
}

function linesOf(block: Block): readonly string[] {
  switch (block.type) {
    case 'text':
    case 'note':
      return [block.text];
    case 'fields':
      return block.fields.map(({ label, value }) => `${label}: ${value}`);
    case 'moment':
      return [`${block.label}: ${new Date(block.at).toISOString()}`];
    case 'script':
      return [block.title, ...block.lines];
    case 'contact':
      return block.lines.map(({ label, value }) => `${label}: ${value}`);
    case 'image':
      return [block.alt];
    default:
      return [];
  }
}

function asSeen(id: MessageId, person: string | null, posting: Posting, edits: number): Seen {
  const { card, key, language, isPrivate } = posting;
  const buttons = buttonsOf(card).map((button) => ({
    label: button.label,
    code: button.type === 'action' ? button.action : button.url,
  }));
  return { id, person, key, card, text: readableText(card), buttons, language, isPrivate, edits };
}

const nameOf = (id: MessageId) => `${id.channel} ${id.message}`;
const isIn = (seen: Seen, where: string) =>
  where === (seen.person ?? seen.id.channel) || where === seen.id.channel;
const aboutOf = ({ key, card, signal }: Posting) => ({ key, title: card.title, signal });

/** Waits until it is released; an abort ends that, and nobody knows what was done. */
async function released(until: Promise<void>, signal: AbortSignal | null): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Unreachable('The call was ended while it waited.', true));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([until, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
