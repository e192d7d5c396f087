/** A lead as an address names it: by its ref, as `L-1042`, or as `1042`. */
import type { LeadKey } from '../storage/situation.ts';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';

/** Null for what can be neither, and so names no lead. */
export function readLeadKey(text: string): LeadKey | null {
  const number = /^(?:L-)?([1-9]\d{0,8})$/i.exec(text)?.[1];
  if (number !== undefined) return { number: Number(number) };
  return /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(text) ? { ref: text } : null;
}

export function leadKeyOf(text: string): LeadKey {
  const key = readLeadKey(text);
  if (!key) throw noSuchLead();
  return key;
}

export function noSuchLead(): Problem {
  return new Problem(404, 'not_found', speak('en')('api.leadNotFound'));
}
