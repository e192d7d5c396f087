/**
 * The one truth of the stand-in: a workspace with its people, conversations and messages. It only keeps and finds;
 * what a caller may do with it is judged by the methods.
 */
import type { Json } from './flaws.ts';

export const teamId = 'T0BATON01';
export const appId = 'A0BATON01';
export const botUserId = 'U0BATONBOT';
export const botId = 'B0BATON01';

export type Person = {
  readonly id: string;
  name: string;
  teamId: string;
  /** As Slack writes it: `en-US`, `uk-UA`. */
  locale: string;
  timeZone: string;
  isDeleted: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isStranger: boolean;
  isBot: boolean;
  email: string | null;
  /** Their conversation with the bot. */
  readonly dm: string;
};

export type Channel = {
  id: string;
  name: string;
  readonly kind: 'channel' | 'im';
  isPrivate: boolean;
  isArchived: boolean;
  isDeleted: boolean;
  isExtShared: boolean;
  isPendingExtShared: boolean;
  /** Nobody but admins may write. */
  isReadOnly: boolean;
  readonly members: Set<string>;
  /** Whose private conversation with the bot it is. */
  readonly person: string | null;
  readonly messages: Map<string, Message>;
};

export type Message = {
  readonly ts: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly user: string;
  /** Null where a person wrote it. */
  readonly botId: string | null;
  text: string;
  blocks: readonly Json[];
  attachments: readonly Json[];
  metadata: Json | null;
  parse: string;
  linkNames: boolean;
  edits: number;
  readonly at: number;
  editedAt: number | null;
  readonly clientMsgId: string | null;
  /** Every button that ever stood on it: somebody's screen may lag behind. */
  readonly buttons: Map<string, PressedButton>;
};

export type PressedButton = {
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
  readonly text: Json;
  readonly url: string | null;
};

/** Seen by one person until they reload; S25: only a `response_url` changes it. */
export type Ephemeral = {
  readonly ts: string;
  readonly channel: string;
  readonly person: string;
  text: string;
  blocks: readonly Json[];
  attachments: readonly Json[];
  parse: string;
  linkNames: boolean;
  readonly at: number;
};

export type View = {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly person: string;
  body: Json;
  hash: string;
  rootId: string;
  previousId: string | null;
  /** By block and action, as it would be submitted. */
  state: Map<string, Map<string, Json>>;
  readonly openedAt: number;
};

export type UploadedFile = {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes: Uint8Array | null;
  completedAt: number | null;
  title: string | null;
  channels: readonly string[];
};

export type Workspace = ReturnType<typeof makeWorkspace>;

export function makeWorkspace(now: () => number) {
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();
  const views = new Map<string, View>();
  /** What stands open before a person, the topmost last. */
  const stacks = new Map<string, string[]>();
  const homes = new Map<string, string>();
  const files = new Map<string, UploadedFile>();
  /** By their `ts`. */
  const ephemerals = new Map<string, Ephemeral>();
  let counted = 0;
  let lastTs = 0;

  const next = (prefix: string) => `${prefix}${String((counted += 1)).padStart(8, '0')}`;

  /** Unique and growing, however many come within a millisecond. */
  function nextTs(): string {
    lastTs = Math.max(lastTs + 1, Math.floor(now()) * 1000);
    return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`;
  }

  function addPerson(about: Partial<Omit<Person, 'dm'>> & { name: string }): Person {
    const id = about.id ?? next('U');
    const dm = next('D');
    const person: Person = {
      teamId,
      locale: 'en-US',
      timeZone: 'Europe/Kyiv',
      isDeleted: false,
      isRestricted: false,
      isUltraRestricted: false,
      isStranger: false,
      isBot: false,
      email: null,
      ...about,
      id,
      dm,
    };
    people.set(id, person);
    channels.set(dm, {
      ...emptyChannel(dm, 'im'),
      isPrivate: true,
      person: id,
      members: new Set([id, botUserId]),
    });
    return person;
  }

  function addChannel(about: {
    name: string;
    id?: string;
    isPrivate?: boolean;
    members?: readonly string[];
  }): Channel {
    const id = about.id ?? next('C');
    const channel: Channel = {
      ...emptyChannel(id, 'channel'),
      name: about.name,
      isPrivate: about.isPrivate ?? false,
      members: new Set(about.members ?? []),
    };
    channels.set(id, channel);
    return channel;
  }

  addPerson({ id: botUserId, name: 'Baton', isBot: true });

  return {
    people,
    channels,
    views,
    stacks,
    homes,
    files,
    ephemerals,
    now,
    next,
    nextTs,
    addPerson,
    addChannel,
    /** Throws where a test asks for what is not there. */
    person(id: string): Person {
      const person = people.get(id);
      if (!person) throw new Error(`Nobody is called ${id} in this workspace.`);
      return person;
    },
    channel(id: string): Channel {
      const channel = channels.get(id);
      if (!channel) throw new Error(`There is no channel ${id} in this workspace.`);
      return channel;
    },
    openModal(person: string): View | null {
      return views.get(stacks.get(person)?.at(-1) ?? '') ?? null;
    },
    /** A picture is ready some time after its upload was completed. */
    processingMs: 200,
    fileState(id: string): 'ready' | 'not ready' | 'unknown' {
      const file = files.get(id);
      if (!file) return 'unknown';
      return file.completedAt !== null && now() >= file.completedAt + this.processingMs
        ? 'ready'
        : 'not ready';
    },
  };
}

function emptyChannel(id: string, kind: Channel['kind']): Channel {
  return {
    id,
    name: id,
    kind,
    isPrivate: false,
    isArchived: false,
    isDeleted: false,
    isExtShared: false,
    isPendingExtShared: false,
    isReadOnly: false,
    members: new Set(),
    person: null,
    messages: new Map(),
  };
}
