/**
 * The code of a button: `verb:ref` or `verb:ref:argument`, at most 64 bytes (Telegram's limit).
 * It names a command and a lead and nothing more: authority is checked when it is pressed.
 */
import { commandTypes } from './command.ts';

export const conversationVerbs = ['answer', 'skip', 'back', 'cancel', 'confirm'] as const;
export const cardVerbs = [
  'script',
  'history',
  'why',
  'nudge',
  'extend',
  'callback',
  'deputy',
  'decline',
  'next',
  'add',
  'mine',
  'resume',
  'away',
] as const;
export const verbs = [...commandTypes, ...cardVerbs, ...conversationVerbs] as const;
export type Verb = (typeof verbs)[number];

export type Code = { readonly verb: Verb; readonly ref: string; readonly argument: string | null };

export const maxCodeBytes = 64;

const shape = /^([a-z]{2,12}):([A-Za-z0-9_-]{1,32})(?::([A-Za-z0-9_.-]{1,32}))?$/;

export function formatCode(verb: Verb, ref: string, argument?: string): string {
  const code = argument === undefined ? `${verb}:${ref}` : `${verb}:${ref}:${argument}`;
  if (!shape.test(code) || code.length > maxCodeBytes) {
    throw new Error(`"${code}" is no code: use short ids of letters, digits, "-", "_" and "."`);
  }
  return code;
}

/** Null for anything that is no code; whoever sends it may be anybody. */
export function parseCode(text: string): Code | null {
  const found = text.length <= maxCodeBytes ? shape.exec(text) : null;
  if (!found) return null;
  const [, name, ref = '', argument = null] = found;
  const verb = verbs.find((known) => known === name);
  return verb ? { verb, ref, argument } : null;
}
