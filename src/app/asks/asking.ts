/** A typed request on its way to whoever answers it: `find Anna` comes to `find` with `rest` "Anna". */
import type { Ask, Reply } from '../../chat/port.ts';
import type { App } from '../app.ts';
import type { Caller } from '../find-caller.ts';

export type Asking = {
  readonly ask: Ask;
  readonly caller: Caller;
  /** What stands behind the first word, trimmed; may be empty. */
  readonly rest: string;
};

/** Answers one kind of request. It may be anybody who asks: each checks for itself what the caller may do. */
export type Answers = (app: App, asking: Asking) => Promise<Reply>;
