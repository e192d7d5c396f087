/** Hears of every change as it happens. After a broken line the browser comes back and is told what it missed. */
import type { WireMessage } from '../wire.ts';
import { frame, loadFrame } from './session.ts';
import { tellFailure, toast } from './toasts.ts';
import { say } from './words.ts';

export type Heard = {
  message(message: WireMessage): void;
  /** Something else may have changed: people, places, leads, the guide. */
  changed(): void;
};

let stream: EventSource | null = null;
let wasBroken = false;
/** The last change that was heard, or drawn before: where a new stream goes on. */
let heardUntil = 0;

/** Listens through the eyes of the seat that one sits in now; an older stream ends. What is drawn must be drawn anew. */
export function listen(heard: Heard): void {
  heardUntil = frame().change;
  connect(heard);
}

/**
 * A browser keeps few lines open to one place, so a window that nobody looks at gives up its own after a while; it is
 * caught up when somebody looks again.
 */
export function listenWhileSeen(heard: Heard): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(disconnect, hiddenMs);
    else if (stream === null) {
      connect(heard);
      heard.changed();
    }
  });
}

const hiddenMs = 20_000;

function disconnect(): void {
  stream?.close();
  stream = null;
  delete document.body.dataset['live'];
}

function connect(heard: Heard): void {
  disconnect();
  const { seat } = frame();
  if (seat === null) return;
  const query = new URLSearchParams({ seat: seat.person, since: String(heardUntil) });
  const opened = new EventSource(`/web/live?${query}`);
  stream = opened;
  opened.addEventListener('open', () => {
    document.body.dataset['live'] = seat.person;
    if (!wasBroken) return;
    wasBroken = false;
    toast(say('page.problems.back'), 'done');
    heard.changed();
  });
  opened.addEventListener('message', (event) => {
    const message: WireMessage = JSON.parse(event.data);
    heardUntil = Math.max(heardUntil, message.change);
    heard.message(message);
  });
  opened.addEventListener('changed', () => heard.changed());
  opened.addEventListener('error', () => {
    if (stream !== opened) return;
    delete document.body.dataset['live'];
    if (!wasBroken) toast(say('page.problems.away'), 'quiet');
    wasBroken = true;
    // Closed for good: the server was started anew, or the seat is gone. Asking for the frame tells which.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => void comeBack(heard, opened), 1_000);
  });
}

async function comeBack(heard: Heard, broken: EventSource): Promise<void> {
  if (stream !== broken) return;
  const before = frame().seat?.person;
  try {
    await loadFrame();
    // Another seat has its own stream already.
    if (stream === broken && frame().seat?.person === before) connect(heard);
  } catch (error) {
    // A network that is still away is nothing new to say.
    if (error instanceof TypeError) setTimeout(() => void comeBack(heard, broken), 3_000);
    else if (isIdle(error)) location.reload();
    else tellFailure(error);
  }
}

/** Started anew, and nobody is typing anything here: loading the page again gives it the new cookie. */
function isIdle(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : null;
  return status === 401 && document.querySelector('dialog[open]') === null;
}
