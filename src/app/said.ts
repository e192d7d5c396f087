/** A private answer in words. */
import type { Reply } from '../chat/port.ts';

export type Said = Extract<Reply, { readonly type: 'say' }>;

/** Nothing was done, and this is why. */
export function refused(text: string): Said {
  return { type: 'say', tone: 'refused', text };
}
