/**
 * The live stream: every open window hears of each message that was posted or edited, in order, as server-sent events.
 *
 * The event's id is the message's `change`. A window that was away says the last one it heard (`Last-Event-ID`) and is
 * caught up. A change that it hears twice then does no harm: the page knows which it has drawn.
 */
import type { ServerResponse } from 'node:http';
import type { Moment } from '../../src/core/lead.ts';
import { maxWindows } from './limits.ts';
import type { WebMessage, WebStore } from './store.ts';
import { toWireMessage } from './wire.ts';

export type Window = {
  readonly response: ServerResponse;
  /** Asked for each message: a seat sees its channels and its own private chat. */
  readonly canSee: (channel: string) => boolean;
};

export function makeLive(options: {
  readonly store: WebStore;
  readonly clock: { now(): Moment; at(moment: Moment, run: () => void): () => void };
  readonly log: { warn(fields: Readonly<Record<string, string>>, message: string): void };
}) {
  const { store, clock, log } = options;
  const windows = new Set<Window>();
  let after = 0;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let stopTicking: (() => void) | null = null;
  let stopListening: (() => void) | null = null;
  let stopAnnouncing: (() => void) | null = null;

  async function lookOnce(): Promise<void> {
    for (;;) {
      const changed = await store.listChanged(after, batch);
      for (const message of changed) tellAll(message);
      after = changed.at(-1)?.change ?? after;
      if (changed.length < batch) return;
    }
  }

  function tellAll(message: WebMessage): void {
    for (const window of windows) {
      if (window.canSee(message.channel)) tell(window, message);
    }
  }

  function look(): void {
    if (windows.size === 0) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = lookOnce()
      .catch((error: unknown) => {
        // Nothing is lost: the next tick asks again from where this one began.
        const name = error instanceof Error ? error.name : 'unknown';
        log.warn({ error: name }, 'The page could not read its messages; it tries again.');
      })
      .finally(() => {
        looking = null;
        if (lookAgain) {
          lookAgain = false;
          look();
        }
      });
  }

  function tick(): void {
    stopTicking = clock.at(clock.now() + tickMs, tick);
    for (const { response } of windows) response.write(': still here\n\n');
    look();
  }

  /** Not only messages: what the manager's desk and the tour show may have changed. A burst is told once. */
  function announce(): void {
    stopAnnouncing ??= clock.at(clock.now() + announceMs, () => {
      stopAnnouncing = null;
      for (const { response } of windows) response.write('event: changed\ndata: {}\n\n');
    });
  }

  return {
    look,
    isFull: () => windows.size >= maxWindows,
    async start(): Promise<void> {
      after = await store.lastChange();
      stopListening ??= store.onChange(() => {
        announce();
        look();
      });
      if (stopTicking === null) tick();
    },
    stop(): void {
      stopTicking?.();
      stopListening?.();
      stopAnnouncing?.();
      [stopTicking, stopListening, stopAnnouncing] = [null, null, null];
      for (const { response } of windows) response.end();
      windows.clear();
    },
    /** Adds a window and tells it what it missed since `since` (null: it has just drawn everything). */
    async open(window: Window, since: number | null): Promise<void> {
      window.response.on('close', () => windows.delete(window));
      // While nobody looked, nothing was read: begin at the end, the window is caught up by itself.
      if (windows.size === 0) after = await store.lastChange();
      windows.add(window);
      // Now, not at the first event: a browser counts a stream as open only when something came.
      window.response.write(`retry: 1000\nevent: hello\ndata: {}\n\n`);
      if (since === null) return;
      for (let cursor = since; ;) {
        const missed = await store.listChanged(cursor, batch);
        for (const message of missed) {
          if (window.canSee(message.channel)) tell(window, message);
        }
        const last = missed.at(-1);
        if (last === undefined || missed.length < batch) return;
        cursor = last.change;
      }
    },
  };
}

function tell({ response }: Window, message: WebMessage): void {
  // Somebody who reads too slowly is sent away; their browser comes again and is caught up.
  if (response.writableLength > maxBehindBytes) {
    response.end();
    return;
  }
  response.write(
    `event: message\nid: ${message.change}\ndata: ${JSON.stringify(toWireMessage(message))}\n\n`,
  );
}

const batch = 200;
const tickMs = 5_000;
const announceMs = 200;
const maxBehindBytes = 8 * 1024 * 1024;
