/**
 * One piece of work from beginning to end: draw it, show it, and settle what came of it. Says what the deliverer has to
 * heed afterwards, and never leaves work in hand without a settling, unless the database itself fails.
 */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
import { settleWork } from '../../storage/outbox.ts';
import type { Outcome, Work } from '../../storage/outbox.ts';
import type { App } from '../app.ts';
import { budgets } from './budget.ts';
import { refuse, shutOut } from './bury.ts';
import { draw } from './draw.ts';
import type { Drawing } from './draw.ts';
import { nameOfError } from './name-of-error.ts';
import { isLevel, show } from './show.ts';
import { verdictOn } from './verdict.ts';

export type CarryApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'log' | 'wake'>;

export type Carried = {
  /** Nobody answered. */
  readonly isOutage: boolean;
  /** When there may be something to take again: this work, or the next for the same place. */
  readonly againAt: readonly Moment[];
};

export async function carryOut(app: CarryApp, adapter: ChatAdapter, work: Work): Promise<Carried> {
  const { clock } = app;
  const drawing = await drawn(app, work);
  if (drawing === 'failed') return settle(app, work, later(app, work, new Error('not drawn')), null);
  const nothing = drawing === null || (work.kind === 'stub' && work.message === null && !work.unknown);
  if (nothing) return settle(app, work, { type: 'told' }, null);

  const calledAt = clock.now();
  const showing = await show(clock, adapter, work, drawing);
  if (showing.ok) {
    const { message } = showing;
    // What is about no lead was drawn from what came with the work, and that is what was wanted then.
    const revision = work.view === null ? work.wanted : work.view.lead.revision;
    const outcome: Outcome = isLevel(work) ? { type: 'shown', message, revision } : { type: 'told', message };
    return settle(app, work, outcome, calledAt);
  }

  const verdict = verdictOn(showing.error, work.attempts + 1, app.random.number());
  app.log.warn(
    { platform: work.platform, work: work.id, verdict: verdict.type, error: nameOfError(showing.error) },
    'a delivery failed',
  );
  switch (verdict.type) {
    case 'shut out':
      await shutOut(app, work);
      return { isOutage: false, againAt: [] };
    case 'refused':
      await refuse(app, work);
      return { isOutage: false, againAt: [clock.now()] };
    case 'gone':
      return settle(app, work, { type: 'gone' }, calledAt);
    default: {
      const { afterMs, hold, isOutage } = verdict;
      const outcome: Outcome = {
        type: 'later',
        afterMs,
        mayHaveActed: verdict.unsure || showing.inDoubt,
        isFailure: verdict.isFailure,
        ...(hold?.scope === 'place' ? { holdPlaceMs: hold.ms } : {}),
        ...(hold?.scope === 'platform' ? { holdPlatformMs: hold.ms } : {}),
      };
      return { ...(await settle(app, work, outcome, calledAt)), isOutage };
    }
  }
}

/** A card that can't be drawn is a mistake of ours; it is tried again, since the lead or the playbook may change. */
async function drawn(app: CarryApp, work: Work): Promise<Drawing | null | 'failed'> {
  try {
    return await draw(app, work);
  } catch (error) {
    app.log.error(
      { platform: work.platform, work: work.id, kind: work.kind, error: nameOfError(error) },
      'a card could not be drawn',
    );
    return 'failed';
  }
}

function later(app: CarryApp, work: Work, error: unknown): Outcome {
  const verdict = verdictOn(error, work.attempts + 1, app.random.number());
  const afterMs = verdict.type === 'later' ? verdict.afterMs : 0;
  // Nothing was called; what was not known before is not known now either.
  return { type: 'later', afterMs, mayHaveActed: work.unknown };
}

/** `calledAt`: when the platform was called, from where its pause counts; null if it was not. */
async function settle(
  app: CarryApp,
  work: Work,
  outcome: Outcome,
  calledAt: Moment | null,
): Promise<Carried> {
  const now = app.clock.now();
  const pauseMs =
    calledAt === null
      ? 0
      : budgets[work.platform].pauseMs({
          channel: work.to.type === 'channel' ? work.to.channel : work.to.person,
          isDirect: work.to.type === 'person',
        }) -
        (now - calledAt);
  const holdPlaceMs = Math.max(pauseMs, outcome.holdPlaceMs ?? 0, 0);
  await settleWork(app.database.db, work, { ...outcome, ...(holdPlaceMs > 0 ? { holdPlaceMs } : {}) }, now);
  const waits = [holdPlaceMs, outcome.holdPlatformMs ?? 0, outcome.type === 'later' ? outcome.afterMs : 0];
  return { isOutage: false, againAt: waits.filter((ms) => ms > 0).map((ms) => now + ms) };
}
