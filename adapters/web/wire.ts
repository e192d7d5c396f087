/** What goes between the server and the page, as JSON. Types alone are shared with the page; it runs none of this. */
import type { Block, Card } from '../../src/cards/card.ts';
import type { Flaw, Form } from '../../src/cards/form.ts';
import type { Reply } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import type { Happened, Seat, WebChannel, WebDirection } from './desk.ts';
import type { WebMessage } from './store.ts';

/** A block whose picture is base64. */
export type WireBlock =
  | Exclude<Block, { type: 'image' }>
  | { readonly type: 'image'; readonly alt: string; readonly png: string };
export type WireCard = Omit<Card, 'blocks'> & { readonly blocks: readonly WireBlock[] };

export type WireMessage = Omit<WebMessage, 'card' | 'key'> & { readonly card: WireCard };

export type WireReply =
  | {
      readonly type: 'say';
      readonly tone: 'done' | 'quiet' | 'refused';
      readonly text: string;
      readonly card?: WireCard;
    }
  | { readonly type: 'form'; readonly form: Form }
  | { readonly type: 'flaws'; readonly flaws: readonly Flaw[] };

export type WireChannel = WebChannel & { readonly lastPosition: number };

/** What the page needs to know to draw its frame through somebody's eyes. */
export type Frame = {
  readonly company: string;
  readonly directions: readonly WebDirection[];
  readonly seats: readonly Seat[];
  /** Through whose eyes; null while nobody is there. */
  readonly seat: Seat | null;
  /** The channels that this seat is in, in the order of the conveyor. */
  readonly channels: readonly WireChannel[];
  /** The seat's private chat with the bot, and whether the bot keeps a home for them. */
  readonly direct: WireChannel | null;
  readonly hasHome: boolean;
  /** The guided tour; null when somebody real is in the team. */
  readonly tour: Happened | null;
  /** The API's token for the ready `curl` line, where the program may show it. */
  readonly token: string | null;
  /** The last change of any message when this was read: where the live stream goes on. */
  readonly change: number;
};

/** Why something was not done: a sentence for the toast. */
export type Problem = { readonly code: string; readonly says: string };

export function toWire(card: Card): WireCard {
  return {
    ...card,
    blocks: card.blocks.map((block) =>
      block.type === 'image'
        ? { type: 'image', alt: block.alt, png: Buffer.from(block.png).toString('base64') }
        : block,
    ),
  };
}

export function toWireReply(reply: Reply): WireReply {
  if (reply.type !== 'say') return reply;
  const { card, ...rest } = reply;
  return card === undefined ? rest : { ...rest, card: toWire(card) };
}

export function toWireMessage({ key: _key, card, ...message }: WebMessage): WireMessage {
  return { ...message, card: JSON.parse(card) };
}

export function directChannel(person: string): string {
  return `@${person}`;
}

export function homeChannel(person: string): string {
  return `~${person}`;
}

/** The words that the page speaks with: one language's areas. */
export type WireWords = { readonly language: Language; readonly areas: Readonly<Record<string, unknown>> };
