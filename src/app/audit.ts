/**
 * Looks every minute whether anything lies that should have been done: a step of a lead, a message, a return, an update.
 * It is woken by another clock than those who should have done it, and leaves a mark each time, so that its own silence
 * is seen as well. It mends nothing.
 */
import type { Moment } from '../core/lead.ts';
import { findStuck, stuckKinds, type Stuck } from '../storage/find-stuck.ts';
import { readInstance, writeInstance } from '../storage/instance.ts';
import { tellOnce } from '../storage/outbox.ts';
import type { App } from './app.ts';

type AuditApp = Pick<App, 'database' | 'clock' | 'log' | 'wake' | 'adapters'>;

/** Longer than anything takes that goes on, shorter than anybody would notice by themselves. */
const graceMs = 3 * 60_000;
const dayMs = 24 * 60 * 60_000;

export async function audit(app: AuditApp): Promise<Stuck> {
  const { db } = app.database;
  const now = app.clock.now();
  // After hours in which nothing ran, what was missed is being done just now: nobody is told of it at the first look.
  const last = await lastAudit(app);
  const isBackAgain = last === null || last.isSilent;
  const stuck = await findStuck(db, { since: now - graceMs, platforms: [...app.adapters.keys()] });
  await writeInstance(db, 'audited', { at: now, ...stuck });
  for (const kind of stuckKinds) {
    if (stuck[kind] === 0 || isBackAgain) continue;
    app.log.error({ kind, count: stuck[kind] }, 'something lies that should have been done');
    // Once a day for each kind: whoever knows need not be told every minute.
    const told = await tellOnce(db, {
      key: `stuck:${kind}:${Math.floor(now / dayMs)}`,
      now,
      to: { type: 'managers', direction: null },
      kind: 'tell managers',
      body: { trouble: 'stuck', what: kind, count: stuck[kind] },
    });
    if (told > 0) app.wake();
  }
  return stuck;
}

/** Longer than an audit is apart from the next. */
const silentMs = 4 * 60_000;

/** What the last audit found, for whoever asks how things are; that there was none for long is a finding, too. */
export async function lastAudit(
  app: Pick<App, 'database' | 'clock'>,
): Promise<{ readonly isSilent: boolean; readonly stuck: number } | null> {
  const kept = await readInstance(app.database.db, 'audited');
  if (kept === null || typeof kept !== 'object' || !('at' in kept)) return null;
  const at: Moment = Number(kept.at);
  const counts = stuckKinds.map((kind) => Number((kind in kept ? Reflect.get(kept, kind) : 0) ?? 0));
  return {
    isSilent: app.clock.now() - at > silentMs,
    stuck: counts.reduce((sum, count) => sum + count, 0),
  };
}
