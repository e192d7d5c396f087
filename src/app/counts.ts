/**
 * What happens, counted, for whoever watches over a running Baton. Names are from lists of ours alone: nothing that
 * anybody typed or sent may become one, and neither may a contact.
 */
import type { Command } from '../core/command.ts';
import type { Platform, Via } from '../core/member.ts';
import type { RefusalCode } from '../core/refusal.ts';

/** Counting never fails and takes no time worth speaking of. */
export interface Counts {
  lead(via: Via, outcome: 'created' | 'known' | 'refused', count?: number): void;
  /** A website's form; `source` is the one that its token was made for. */
  site(source: string, outcome: 'kept' | 'refused' | 'trapped' | 'too_often'): void;
  command(command: Command['type'], outcome: 'done' | 'unchanged' | 'not_found' | RefusalCode): void;
  /** What a person pressed, typed or filled in was answered. */
  answer(platform: Platform, to: 'press' | 'ask' | 'submit', outcome: AnswerOutcome): void;
  delivery(platform: Platform, call: 'post' | 'edit' | 'direct' | 'home', outcome: string): void;
  /** By the name of the error, or of its code. */
  error(kind: string): void;
}

export type AnswerOutcome = 'done' | 'quiet' | 'refused' | 'form' | 'flaws' | 'late' | 'failed';

/** Where nobody watches. */
export const noCounts: Counts = {
  lead: () => undefined,
  site: () => undefined,
  command: () => undefined,
  answer: () => undefined,
  delivery: () => undefined,
  error: () => undefined,
};
