/** The two halves of a deliverer's round, for tests that look at one of them. */
import type { Moment } from '../../src/core/lead.ts';
import type { Platform } from '../../src/core/member.ts';
import { settleAndTake, type Work } from '../../src/storage/outbox.ts';
import type { Db } from '../../src/storage/tables.ts';

type Taking = {
  readonly worker: string;
  readonly leaseMs: number;
  /** Of each platform. */
  readonly limit: number;
  readonly platforms: readonly Platform[];
  readonly now?: Moment;
};

export async function takeWork(db: Db, { limit, platforms, ...asked }: Taking): Promise<readonly Work[]> {
  const limits = Object.fromEntries(platforms.map((platform) => [platform, limit]));
  return (await settleAndTake(db, { ...asked, limits, finished: [] })).works;
}

/** When there will be something to take on a platform; null: nothing waits. */
export async function nextWorkAt(db: Db, platform: Platform, now?: Moment): Promise<Moment | null> {
  const asked = { worker: 'w', leaseMs: 0, limits: { [platform]: 0 }, finished: [] };
  const { next } = await settleAndTake(db, { ...asked, ...(now === undefined ? {} : { now }) });
  return next[platform] ?? null;
}
