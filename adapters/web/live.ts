/**
 * The live stream: every open window hears of each message that was posted or edited, in order, as server-sent events.
 *
 * The event's id is the message's `change`. A window that was away says the last one it heard (`Last-Event-ID`) and is
 * caught up. A change that it hears twice then does no harm: the page knows which it has drawn.
 */
import type { ServerResponse } from 'node:http';
import type { Moment } from '../../src/core/lead.ts';
import type { Desk } from './desk.ts';
import { maxWindows } from './limits.ts';
import { readSights } from './sight.ts';
import type { Sight } from './sight.ts';
import type { WebMessage, WebStore } from './store.ts';
import { toWireMessage } from './wire.ts';

export type Window = {
  readonly response: ServerResponse;
  readonly person: string;
  /** Asked for each message; judged anew whenever something has changed, so that a right that was taken ends. */
  canSee: Sight;
};

export function makeLive(options: {
  readonly store: WebStore;
  readonly desk: Pick<Desk, 'seats' | 'channels'>;
  readonly clock: { now(): Moment; at(moment: Moment, run: () => void): () => void };
  readonly log: { warn(fields: Readonly<Record<string, string>>, message: string): void };
}) {
  const { store, desk, clock, log } = options;
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
      // Before anything is told: a right that was taken a moment ago counts already.
      if (changed.length > 0) await judgeAnew();
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
      // Nothing is lost: the next tick asks again from where this one began.
      .catch(warn)
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
    for (const window of windows) write(window, ': still here\n\n');
    look();
  }

  /** Not only messages: what the manager's desk and the tour show may have changed. A burst is told once. */
  function announce(): void {
    stopAnnouncing ??= clock.at(clock.now() + announceMs, () => {
      stopAnnouncing = null;
      judgeAnew()
        .catch(warn)
        .finally(() => {
          for (const window of windows) write(window, 'event: changed\ndata: {}\n\n');
        });
    });
  }

  /** Whose seat is gone is sent away, and hears why when they come again. */
  async function judgeAnew(): Promise<void> {
    if (windows.size === 0) return;
    const sightFor = await readSights(desk);
    for (const window of windows) {
      const sight = sightFor(window.person);
      if (sight === null) window.response.end();
      else window.canSee = sight;
    }
  }

  function warn(error: unknown): void {
    const name = error instanceof Error ? error.name : 'unknown';
    log.warn({ error: name }, 'The page could not read what it shows; it tries again.');
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
    /**
     * Adds a window, after it has been told what it missed since `since` (null: it has just drawn everything). Only
     * then, so that the numbers it hears never go back and a broken line can go on from the last one.
     */
    async open(window: Window, since: number | null): Promise<void> {
      const { response } = window;
      response.on('close', () => windows.delete(window));
      // Now, not at the first event: a browser counts a stream as open only when something came.
      write(window, 'retry: 1000\nevent: hello\ndata: {}\n\n');
      try {
        const cursor = await catchUp(window, since);
        // While nobody listened, nothing was read.
        if (windows.size === 0) after = cursor;
        if (!response.closed && !response.writableEnded) windows.add(window);
      } catch (error) {
        warn(error);
        response.end();
      }
    },
  };

  /** Until the window has heard all that the others have. Answers the last change that it heard. */
  async function catchUp(window: Window, since: number | null): Promise<number> {
    let cursor = since ?? (await store.lastChange());
    for (;;) {
      const missed = await store.listChanged(cursor, batch);
      for (const message of missed) {
        if (window.canSee(message.channel)) tell(window, message);
      }
      cursor = missed.at(-1)?.change ?? cursor;
      if (missed.length < batch && (windows.size === 0 || cursor >= after)) return cursor;
    }
  }
}

function tell(window: Window, message: WebMessage): void {
  // Somebody who reads too slowly is sent away; their browser comes again and is caught up.
  if (window.response.writableLength > maxBehindBytes) window.response.end();
  write(window, `event: message\nid: ${message.change}\ndata: ${JSON.stringify(toWireMessage(message))}\n\n`);
}

/** A window that was sent away, or has gone, hears nothing more. */
function write({ response }: Window, text: string): void {
  if (!response.writableEnded && !response.destroyed) response.write(text);
}

const batch = 200;
const tickMs = 5_000;
const announceMs = 200;
const maxBehindBytes = 8 * 1024 * 1024;
