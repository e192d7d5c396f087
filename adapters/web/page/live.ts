/** Hears of every change as it happens. After a broken line the browser comes back and is told what it missed. */
import type { WireMessage } from '../wire.ts';
import { get } from './api.ts';
import { frame } from './session.ts';
import { tellFailure, toast } from './toasts.ts';
import { say } from './words.ts';

export type Heard = {
  message(message: WireMessage): void;
  /** Something else may have changed: people, places, leads, the guide. */
  changed(): void;
};

let stream: EventSource | null = null;
let wasBroken = false;

/** Listens through the eyes of the seat that one sits in now; an older stream ends. */
export function listen(heard: Heard): void {
  stream?.close();
  const { seat, change } = frame();
  if (seat === null) return;
  const query = new URLSearchParams({ seat: seat.person, since: String(change) });
  const opened = new EventSource(`/web/live?${query}`);
  stream = opened;
  opened.addEventListener('open', () => {
    document.body.dataset['live'] = seat.person;
    if (!wasBroken) return;
    wasBroken = false;
    toast(say('page.problems.back'), 'done');
    heard.changed();
  });
  opened.addEventListener('message', (event) => heard.message(JSON.parse(event.data)));
  opened.addEventListener('changed', () => heard.changed());
  opened.addEventListener('error', () => {
    if (stream !== opened) return;
    delete document.body.dataset['live'];
    if (!wasBroken) toast(say('page.problems.away'), 'quiet');
    wasBroken = true;
    // Closed for good: the server was started anew, or the seat is gone. Asking for the frame tells which.
    if (opened.readyState === EventSource.CLOSED) setTimeout(() => comeBack(heard, opened), 2_000);
  });
}

function comeBack(heard: Heard, broken: EventSource): void {
  if (stream !== broken) return;
  get('/web/frame').then(
    () => listen(heard),
    (error: unknown) => {
      // A network that is still away is nothing new to say.
      if (error instanceof TypeError) setTimeout(() => comeBack(heard, broken), 3_000);
      else if (isIdle(error)) location.reload();
      else tellFailure(error);
    },
  );
}

/** Started anew, and nobody is typing anything here: loading the page again gives it the new cookie. */
function isIdle(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : null;
  return status === 401 && document.querySelector('dialog[open]') === null;
}
