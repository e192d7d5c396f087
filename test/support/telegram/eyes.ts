/** What people see: messages as they stand now, and what the calls over the wire were. */
import type { Bench } from './bench.ts';
import { menuOf } from './methods/about.ts';
import type { Call, Entity, Message } from './types.ts';
import { chatOf, textOf } from './world.ts';

export type Seen = {
  readonly chat: number;
  readonly message: number;
  readonly thread: number | null;
  /** Whether the bot wrote it. */
  readonly isBots: boolean;
  readonly type: 'text' | 'photo' | 'contact' | 'other' | 'service';
  /** What is read, after parsing. */
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly rows: readonly (readonly SeenButton[])[];
  readonly buttons: readonly SeenButton[];
  readonly isProtected: boolean;
  readonly edits: number;
  readonly sentAt: number;
  readonly editedAt: number | null;
};
/** `code`: what it sends, opens or copies. */
export type SeenButton = {
  readonly label: string;
  readonly code: string;
  readonly kind: string;
  readonly style: string | null;
};

export type Eyes = ReturnType<typeof makeEyes>;

export function makeEyes(bench: Bench) {
  const { world } = bench;
  const seen = (chat: number): readonly Seen[] =>
    world.chats.has(chat) ? [...chatOf(world, chat).messages.values()].map((one) => asSeen(one)) : [];
  const asSeen = (message: Message): Seen => {
    const rows = (message.keyboard ?? []).map((row) =>
      row.map(({ label, value, kind, style }) => ({ label, code: value, kind, style })),
    );
    const { content } = message;
    return {
      chat: message.chat,
      message: message.id,
      thread: message.thread,
      isBots: message.from?.id === world.bot.id && content.type !== 'service',
      type: content.type,
      text: textOf(content),
      entities: content.type === 'text' || content.type === 'photo' ? content.entities : [],
      rows,
      buttons: rows.flat(),
      isProtected: message.isProtected,
      edits: message.edits,
      sentAt: message.sentAt,
      editedAt: message.editedAt,
    };
  };
  return {
    /** Everything in a chat, oldest first; the private chat of a person has their id. */
    seen,
    /** What the bot wrote there. */
    cards: (chat: number, thread?: number | null) =>
      seen(chat).filter((one) => one.isBots && (thread === undefined || one.thread === thread)),
    calls: (method?: string): readonly Call[] =>
      bench.calls.filter((call) => method === undefined || call.method === method),
    violations: () => world.violations,
    menu: ({ person, chat }: { readonly person: number; readonly chat?: number }) =>
      menuOf(bench, person, chatOf(world, chat ?? person)),
    ephemeralsOf: (person: number) =>
      [...bench.ephemerals.values()]
        .filter(({ receiver, isLost }) => receiver === person && !isLost)
        .map(({ message }) => asSeen(message)),
    /** The most calls in any window of this length, over all or in one chat; refused ones do not count. */
    busiest({ windowMs, chat }: { readonly windowMs: number; readonly chat?: number }): number {
      const times = bench.calls
        .filter(({ method, outcome }) => /^(send(?!ChatAction)|edit)/.test(method) && outcome === 'ok')
        .filter((call) => chat === undefined || call.chat === chat)
        .map(({ at }) => at);
      let most = 0;
      let from = 0;
      for (const [to, at] of times.entries()) {
        while ((times[from] ?? at) <= at - windowMs) from += 1;
        most = Math.max(most, to - from + 1);
      }
      return most;
    },
  };
}
