/** Tells the managers on every other platform than one, in their places and privately; once under a key. */
import type { Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Db, JsonObject } from './tables.ts';

/** Answers to how many lanes. */
export function tellBeyond(
  db: Db,
  telling: {
    readonly key: string;
    readonly now: Moment;
    readonly beyond: Platform;
    /** Ids, codes, numbers. No contact, no free text. */
    readonly body: JsonObject;
  },
): Promise<number> {
  return askFunction(db, 'tell_beyond', telling);
}
