/**
 * One piece of work from beginning to end: draw it, show it, and say what came of it. Only what can't be delivered any
 * more is settled here, together with what is told of it; the rest is the deliverer's to settle.
 */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
import { isLevel } from '../../storage/outbox.ts';
import type { Outcome, Work } from '../../storage/outbox.ts';
import type { App } from '../app.ts';
import { backOffMs } from './back-off.ts';
import { budgets } from './budget.ts';
import { losePlatform, refuse, shutOut } from './bury.ts';
import { draw } from './draw.ts';
import type { Drawing } from './draw.ts';
import { nameOfError } from './name-of-error.ts';
import { look, show } from './show.ts';
import { verdictOn } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export type CarryApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'log' | 'wake'>;

export type Carried = {
  /** Nobody answered. */
  readonly isOutage: boolean;
  /** The platform takes nothing from us any more. */
  readonly isLost?: boolean;
  /** What is to be settled, at the moment at which it is answered; null: it was settled already. */
  readonly outcome: Outcome | null;
};

export async function carryOut(app: CarryApp, adapter: ChatAdapter, work: Work): Promise<Carried> {
  return work.method === 'find' ? carryOutLooking(app, adapter, work) : carryOutShowing(app, adapter, work);
}

/** A step of its own: platforms limit looking, too, and what is found is edited under the rate of edits. */
async function carryOutLooking(app: CarryApp, adapter: ChatAdapter, work: Work): Promise<Carried> {
  const calledAt = app.clock.now();
  const looked = await look(app.clock, adapter, work);
  return looked.ok
    ? finished({ type: 'looked', message: looked.answer })
    : carryOutFailure(app, work, looked.error, { calledAt, hasImage: false });
}

async function carryOutShowing(app: CarryApp, adapter: ChatAdapter, work: Work): Promise<Carried> {
  const drawing = await drawn(app, work);
  if (drawing === 'failed') return finished(later(app, work));
  // An older card that never stood anywhere needs no stub.
  const nothing = drawing === null || (work.kind === 'stub' && work.message === null);
  if (nothing) return finished({ type: 'told' });

  const calledAt = app.clock.now();
  const shown = await show(app.clock, adapter, work, drawing);
  if (!shown.ok) {
    const hasImage = drawing.card.blocks.some(({ type }) => type === 'image');
    return carryOutFailure(app, work, shown.error, { calledAt, hasImage });
  }
  const message = shown.answer;
  // What is about no lead was drawn from what came with the work, and that is what was wanted then.
  const revision = work.view === null ? work.wanted : work.view.lead.revision;
  const rest = work.kind === 'home' ? { notAgainForMs: homeEveryMs } : {};
  const outcome: Outcome = isLevel(work)
    ? { type: 'shown', message, revision, ...rest }
    : { type: 'told', message };
  return finished(paced(app, work, outcome, calledAt));
}

async function carryOutFailure(
  app: CarryApp,
  work: Work,
  error: unknown,
  { calledAt, hasImage }: { readonly calledAt: Moment; readonly hasImage: boolean },
): Promise<Carried> {
  const verdict = verdictOn(error, work.attempts + 1, app.random.number());
  app.log.warn(
    { platform: work.platform, work: work.id, verdict: verdict.type, error: nameOfError(error) },
    'a delivery failed',
  );
  const again = (outcome: Outcome): Carried => finished(paced(app, work, outcome, calledAt));
  switch (verdict.type) {
    case 'shut out':
      // Who has no home, or lets us draw none, can be written to all the same.
      await (work.kind === 'home' ? refuse(app, work) : shutOut(app, work));
      return { isOutage: false, outcome: null };
    case 'refused':
      // The text says the same as the picture.
      if (hasImage) return again({ type: 'later', afterMs: 0, mayHaveActed: work.unknown, plain: true });
      await refuse(app, work);
      return { isOutage: false, outcome: null };
    case 'gone':
      if (work.message !== null) return again({ type: 'gone' });
      // Nothing stood there that could have gone.
      if (work.attempts + 1 < postsAtMost) return again(later(app, work));
      await refuse(app, work);
      return { isOutage: false, outcome: null };
    default: {
      const { afterMs, unsure, isFailure, isOutage, isLost } = verdict;
      if (isLost === true) await tellOfLoss(app, work);
      // While it is looked for, nothing is done that nobody would know of.
      const mayHaveActed = work.method === 'find' || unsure;
      const outcome: Outcome = { type: 'later', afterMs, mayHaveActed, isFailure, ...heldBy(verdict, work) };
      return { isOutage, isLost: isLost === true, outcome: paced(app, work, outcome, calledAt) };
    }
  }
}

/** Only a note about it: with it or without it, the work waits. */
async function tellOfLoss(app: CarryApp, { platform }: Work): Promise<void> {
  try {
    await losePlatform(app, platform);
  } catch (error) {
    app.log.warn(
      { platform, error: nameOfError(error) },
      'The managers could not be told of a lost platform.',
    );
  }
}

/** A home is drawn again after this at the soonest, however much changes meanwhile. */
const homeEveryMs = 10_000;
/** What vanishes while it is posted is tried so often. */
const postsAtMost = 2;

/** Who may not be written to for a while. */
function heldBy(
  { hold }: Extract<Verdict, { readonly type: 'later' }>,
  { platform, method }: Work,
): Pick<Outcome, 'holdPlaceMs' | 'holdPlatformMs' | 'holdRateMs' | 'rate'> {
  if (hold === null) return {};
  const rate = hold.scope === 'method' ? budgets[platform].rates?.[method].rate : undefined;
  if (rate !== undefined) return { holdRateMs: hold.ms, rate };
  return hold.scope === 'platform' ? { holdPlatformMs: hold.ms } : { holdPlaceMs: hold.ms };
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

/** Nothing was done; what was not known before is not known now either. */
function later(app: CarryApp, work: Work): Outcome {
  const afterMs = backOffMs(work.attempts + 1, app.random.number());
  return { type: 'later', afterMs, mayHaveActed: work.unknown };
}

function finished(outcome: Outcome): Carried {
  return { isOutage: false, outcome };
}

/**
 * With the pause of its place. It counts from when the call can have arrived: a little after it was made, and never
 * after it was answered.
 */
function paced(app: CarryApp, { platform, to, method }: Work, outcome: Outcome, calledAt: Moment): Outcome {
  const pauseMs = budgets[platform].pauseMs({
    channel: to.type === 'channel' ? to.channel : to.person,
    isDirect: to.type === 'person',
    method,
  });
  const tookMs = app.clock.now() - calledAt;
  const leftMs = pauseMs === 0 ? 0 : pauseMs - Math.max(tookMs - arrivalMs, 0);
  const holdPlaceMs = Math.max(leftMs, outcome.holdPlaceMs ?? 0, 0);
  return holdPlaceMs > 0 ? { ...outcome, holdPlaceMs } : outcome;
}

const arrivalMs = 20;
