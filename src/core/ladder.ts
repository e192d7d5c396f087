/**
 * The ladder of a due time: what the clock does, and when, while somebody lets it pass. It is made when the due time
 * arises, so that a playbook that changes later changes nothing of what was promised.
 */
import type { Lead, Moment } from './lead.ts';
import type { Hours } from './policy.ts';
import { addWorkingTime } from './working-time.ts';

/** In this order, and never one before those below it. */
export const ladderSteps = ['warn', 'remind', 'tell managers', 'give back'] as const;
export type LadderStep = (typeof ladderSteps)[number];

/** When each step is taken, in percent of the time that is allowed; null: not at all. */
export type Ladder = Readonly<Record<LadderStep, number | null>>;

/** `wake`: a snoozed lead comes back; `offer`: it is somebody's turn; `draw`: the presses that were gathered are decided. */
export type Step = LadderStep | 'wake' | 'offer' | 'draw';
export type Rung = { readonly step: Step; readonly at: Moment };

/** The rungs of time that is allowed from a moment on, the first one first. */
export function rungsOf(
  ladder: Ladder,
  {
    from,
    allowedMs,
    hours,
    canBeGivenBack,
  }: {
    readonly from: Moment;
    readonly allowedMs: number;
    readonly hours: Hours;
    /** Only from whoever has it and has not begun. */
    readonly canBeGivenBack: boolean;
  },
): readonly Rung[] {
  const rungs: Rung[] = [];
  for (const step of ladderSteps) {
    const percent = ladder[step];
    if (percent === null || (step === 'give back' && !canBeGivenBack)) continue;
    const at = addWorkingTime(from, Math.round((allowedMs * percent) / 100), hours);
    rungs.push({ step, at: Math.max(at, rungs.at(-1)?.at ?? at) });
  }
  return rungs;
}

/** What is still ahead of a lead. One whose due time arose before there were ladders is reminded of once. */
export function stepsAhead(
  lead: Pick<Lead, 'steps' | 'dueAt' | 'snoozedUntil' | 'escalated'>,
): readonly Rung[] {
  if (lead.steps) return lead.steps;
  if (lead.snoozedUntil !== null) return [{ step: 'wake', at: lead.snoozedUntil }];
  return lead.dueAt === null || lead.escalated !== null ? [] : [{ step: 'remind', at: lead.dueAt }];
}

/** What the clock has to do now: every step whose moment has come, in order. */
export function stepsDue(lead: Parameters<typeof stepsAhead>[0], now: Moment): readonly Rung[] {
  return stepsAhead(lead).filter(({ at }) => at <= now);
}
