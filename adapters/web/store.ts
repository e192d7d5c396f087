/**
 * What the web page needs kept: its messages, by channel. Handed in as functions; the adapter speaks no SQL.
 *
 * A channel is a web place's (`prospectors`) or somebody's own: `@` and their web identity for the private chat,
 * `~` and it for their home.
 */
import type { Language } from '../../src/core/member.ts';

export type WebMessage = {
  readonly id: string;
  readonly channel: string;
  /** Unique in its channel: posting twice under one key keeps one message. */
  readonly key: string;
  /** The card as JSON text. The store does not look inside. */
  readonly card: string;
  readonly language: Language;
  /** Whether it holds a contact. */
  readonly isPrivate: boolean;
  readonly postedAt: number;
  readonly editedAt: number | null;
  /** Where it stands in its channel: given when posted, never changed. */
  readonly position: number;
  /** Goes up with every post and every edit of any message: the cursor of the live stream. */
  readonly change: number;
};

export type NewWebMessage = Pick<
  WebMessage,
  'id' | 'channel' | 'key' | 'card' | 'language' | 'isPrivate' | 'postedAt'
>;

export interface WebStore {
  /** Keeps a new message; under a key that its channel knows already, changes that one instead and answers it. */
  insert(message: NewWebMessage): Promise<WebMessage>;
  /** Puts another card into a message; null if there is no such message in this channel. */
  save(message: {
    readonly id: string;
    readonly channel: string;
    readonly card: string;
    readonly language: Language;
    readonly isPrivate: boolean;
    readonly editedAt: number;
  }): Promise<WebMessage | null>;
  findByKey(channel: string, key: string): Promise<WebMessage | null>;
  /** The newest messages of a channel before a position (null: from the end), oldest first. */
  list(
    channel: string,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<readonly WebMessage[]>;
  /** Messages of any channel with a higher `change`, in that order. A lower one never turns up after a higher one was read. */
  listChanged(after: number, limit: number): Promise<readonly WebMessage[]>;
  /** The highest `change` there is; 0 when there are no messages. */
  lastChange(): Promise<number>;
  /** The position of the newest message, by channel. */
  lastPositions(channels: readonly string[]): Promise<Readonly<Record<string, number>>>;
  /** Calls back when something may have changed, in this process or another. Answers how to stop. */
  onChange(listener: () => void): () => void;
}
