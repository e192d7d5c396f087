/**
 * Updates that a platform brought, kept before they are worked on: they survive a crash, and one that comes again does
 * nothing. Of one lane never two are in hand. Leases are rows by the database's clock.
 */
import { askFunction } from './ask-function.ts';
import type { Platform } from '../core/member.ts';
import type { Db, JsonObject } from './tables.ts';

export type NewUpdate = { readonly id: number; readonly lane: string; readonly body: JsonObject };
/** `tries`: how often it was taken, this time included. */
export type TakenUpdate = NewUpdate & { readonly tries: number };

/** An answer takes two seconds at the most, and a call to a platform ten; who died with one holds its lane up so long. */
const leaseMs = 30_000;
const triesAtMost = 5;
/** Doubled with each try. */
const pauseMs = 1_000;

/** Answers how many are new. */
export function keepUpdates(db: Db, platform: Platform, updates: readonly NewUpdate[]): Promise<number> {
  return askFunction(db, 'keep_updates', { platform, updates });
}

type Taking = { readonly platform: Platform; readonly worker: string; readonly atMost: number };

export function takeUpdates(db: Db, asked: Taking): Promise<readonly TakenUpdate[]> {
  return askFunction(db, 'take_updates', { ...asked, leaseMs, triesAtMost });
}

/** Both in one statement: what is taken may have been kept before. `kept`: how many are new. */
export function keepAndTakeUpdates(
  db: Db,
  asked: Taking & { readonly updates: readonly NewUpdate[] },
): Promise<{ readonly kept: number; readonly taken: readonly TakenUpdate[] }> {
  return askFunction(db, 'keep_and_take_updates', { ...asked, leaseMs, triesAtMost });
}

type InHand = { readonly platform: Platform; readonly id: number; readonly worker: string };

/** Its body is forgotten. `late`: the lease was lost meanwhile, and another has it or had it. */
export function finishUpdate(db: Db, update: InHand): Promise<'done' | 'late'> {
  return askFunction(db, 'settle_update', { ...update, isDone: true });
}

/** The same, and what may be taken then, which is what waited behind it. */
export function finishAndTakeUpdates(
  db: Db,
  update: InHand & Taking,
): Promise<{ readonly outcome: 'done' | 'late'; readonly taken: readonly TakenUpdate[] }> {
  return askFunction(db, 'settle_and_take_updates', { ...update, isDone: true, leaseMs, triesAtMost });
}

/** It comes again after a pause; after too many tries it is put aside, and its body is forgotten, too. */
export function failUpdate(db: Db, update: InHand): Promise<'again' | 'put aside' | 'late'> {
  return askFunction(db, 'settle_update', { ...update, isDone: false, pauseMs, triesAtMost });
}
