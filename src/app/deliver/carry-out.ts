/**
 * One piece of work from beginning to end: draw it, show it, and say what came of it. Only what can't be delivered any
 * more is settled here, together with what is told of it; the rest is the deliverer's to settle.
 */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
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
  /** What is to be settled, at the moment at which it is answered; null: it was settled already. */
  readonly outcome: Outcome | null;
};

export async function carryOut(app: CarryApp, adapter: ChatAdapter, work: Work): Promise<Carried> {
  const { clock } = app;
  const drawing = await drawn(app, work);
  if (drawing === 'failed') return finished(later(app, work, new Error('not drawn')));
  const nothing = drawing === null || (work.kind === 'stub' && work.message === null && !work.unknown);
  if (nothing) return finished({ type: 'told' });

  const calledAt = clock.now();
  const showing = await show(clock, adapter, work, drawing);
  if (showing.ok) {
    const { message } = showing;
    // What is about no lead was drawn from what came with the work, and that is what was wanted then.
    const revision = work.view === null ? work.wanted : work.view.lead.revision;
    const outcome: Outcome = isLevel(work) ? { type: 'shown', message, revision } : { type: 'told', message };
    return finished(paced(app, work, outcome, calledAt));
  }

  const verdict = verdictOn(showing.error, work.attempts + 1, app.random.number());
  app.log.warn(
    { platform: work.platform, work: work.id, verdict: verdict.type, error: nameOfError(showing.error) },
    'a delivery failed',
  );
  switch (verdict.type) {
    case 'shut out':
      await shutOut(app, work);
      return { isOutage: false, outcome: null };
    case 'refused':
      await refuse(app, work);
      return { isOutage: false, outcome: null };
    case 'gone':
      return finished(paced(app, work, { type: 'gone' }, calledAt));
    default: {
      const { afterMs, hold, isOutage } = verdict;
      const outcome: Outcome = {
        type: 'later',
        afterMs,
        mayHaveActed: verdict.unsure || showing.inDoubt,
        isFailure: verdict.isFailure,
        ...(hold?.scope === 'place' ? { holdPlaceMs: hold.ms } : {}),
        // A method shut is a platform shut, until there are budgets by method.
        ...(hold && hold.scope !== 'place' ? { holdPlatformMs: hold.ms } : {}),
      };
      return { isOutage, outcome: paced(app, work, outcome, calledAt) };
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

function finished(outcome: Outcome): Carried {
  return { isOutage: false, outcome };
}

/** With the pause of its place, which counts from when the platform was called. */
function paced(app: CarryApp, { platform, to }: Work, outcome: Outcome, calledAt: Moment): Outcome {
  const pauseMs = budgets[platform].pauseMs({
    channel: to.type === 'channel' ? to.channel : to.person,
    isDirect: to.type === 'person',
  });
  const holdPlaceMs = Math.max(pauseMs - (app.clock.now() - calledAt), outcome.holdPlaceMs ?? 0, 0);
  return holdPlaceMs > 0 ? { ...outcome, holdPlaceMs } : outcome;
}
