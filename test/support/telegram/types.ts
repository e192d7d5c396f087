/** What the stand-in of Telegram is made of: people, chats, messages as they are seen, and what was recorded. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonRecord = { readonly [key: string]: Json };

export type WireUser = {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
};

export type Person = {
  readonly user: WireUser;
  /** Whether the bot may write to them: only after they pressed Start, and not after they blocked it (T38). */
  door: 'never started' | 'open' | 'blocked';
  isDeactivated: boolean;
};

export type Status = 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';
export type Member = {
  status: Status;
  /** Of the bot: what it may do. */
  readonly rights: { text: boolean; photos: boolean; pin: boolean; delete: boolean };
  isAnonymous: boolean;
};
export type Topic = { readonly id: number; name: string; isClosed: boolean; isDeleted: boolean };
export type ChatKind = 'private' | 'group' | 'supergroup';

export type Chat = {
  readonly id: number;
  readonly kind: ChatKind;
  title: string;
  readonly isForum: boolean;
  /** Also of the bot. */
  readonly members: Map<number, Member>;
  readonly topics: Map<number, Topic>;
  readonly messages: Map<number, Message>;
  lastMessage: number;
  /** Auto-delete timer; null when off (T82). */
  vanishAfterMs: number | null;
  migratedTo: number | null;
  migratedFrom: number | null;
  isDeleted: boolean;
};

export type Entity = {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly userId?: number;
  readonly unix?: number;
  readonly format?: string;
};
export type Formatted = { readonly text: string; readonly entities: readonly Entity[] };

export type InlineButton = {
  readonly label: string;
  readonly kind: 'callback' | 'url' | 'copy' | 'web_app' | 'disabled' | 'other';
  /** What it sends, opens or copies. */
  readonly value: string;
  readonly style: string | null;
};
export type Keyboard = readonly (readonly InlineButton[])[];

export type Content =
  | ({ readonly type: 'text' } & Formatted)
  | ({ readonly type: 'photo'; readonly bytes: number; readonly file: string } & Formatted)
  | { readonly type: 'contact'; readonly wire: JsonRecord }
  | { readonly type: 'other'; readonly wire: JsonRecord }
  | { readonly type: 'service'; readonly wire: JsonRecord };

export type Message = {
  readonly chat: number;
  readonly id: number;
  readonly thread: number | null;
  /** Null where a channel or an anonymous group speaks without a person. */
  readonly from: WireUser | null;
  readonly senderChat: number | null;
  readonly isForwarded: boolean;
  readonly sentAt: number;
  content: Content;
  keyboard: Keyboard | null;
  /** The wire form of the keyboard, to tell "not modified". */
  keyboardWire: string;
  /** A keyboard below the typing field came with it; such a message can't be edited (T31). */
  readonly hasReplyKeyboard: boolean;
  readonly isProtected: boolean;
  readonly replyTo: number | null;
  editedAt: number | null;
  edits: number;
};

/** One call of the API, whatever became of it. */
export type Call = {
  readonly at: number;
  readonly method: string;
  readonly chat: number | null;
  readonly params: JsonRecord;
  readonly isMultipart: boolean;
  /** `ok`, the code of the refusal, or the fault that it met. */
  outcome: string;
  /** For how long it was told to stay away; null where it was not. */
  retryAfterMs: number | null;
  /** When it was answered; null while it isn't. */
  answeredAt: number | null;
};

export type Violation = { readonly at: number; readonly what: string; readonly chat: number | null };

/** What a person saw of the answer to their press. */
export type CallbackAnswer = {
  readonly text: string;
  readonly isAlert: boolean;
  readonly url: string | null;
  readonly afterMs: number;
};
export type CallbackQuery = {
  readonly id: string;
  readonly person: number;
  readonly chat: number;
  readonly message: number;
  readonly data: string;
  readonly at: number;
  answer: CallbackAnswer | null;
};

export type Update = {
  readonly id: number;
  readonly kind: string;
  readonly body: JsonRecord;
  /** Order is kept within a queue alone (T7). */
  readonly queue: string;
  readonly at: number;
};
