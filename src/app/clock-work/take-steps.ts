/**
 * Takes the steps that are due, lead by lead, the longest overdue first and in pieces, so that presses pass between.
 * A lead whose ladder has come to its end goes back; of the others all steps that were missed are taken at once.
 *
 * What is due is in the database, and each lead is saved on the revision it was read at: of two processes that take the
 * same step one does, and the other finds nothing to do.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { stepsDue, type Step } from '../../core/ladder.ts';
import { custodianOf } from '../../core/lead.ts';
import { fromTheFirst, listDueSteps, type After, type DueStep } from '../../storage/due-steps.ts';
import type { App } from '../app.ts';
import { handleCommand } from '../handle-command.ts';
import type { Request } from '../request.ts';
import { drawLead, offerCommand } from './offer.ts';

export type ClockApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'log' | 'wake'> &
  Partial<Pick<App, 'counts'>>;

const pieceSize = 25;

/** Answers how many leads had a step taken. `mayGoOn` is asked before each piece. */
export async function takeSteps(app: ClockApp, mayGoOn: () => Promise<boolean>): Promise<number> {
  let [taken, after]: [number, After] = [0, fromTheFirst];
  /** How many were taken back from each in this round; what was read of them before does not know. */
  const strikes = new Map<string, number>();
  for (;;) {
    const now = app.clock.now();
    const piece = await listDueSteps(app.database.db, { now, limit: pieceSize, after });
    const last = piece.at(-1);
    if (!last || !(await mayGoOn())) return taken;
    after = { at: last.at, number: last.number };
    for (const due of piece) if (await takeStep(app, due, strikes)) taken += 1;
    await pause();
  }
}

async function takeStep(app: ClockApp, due: DueStep, strikes: Map<string, number>): Promise<boolean> {
  const { ref } = due.lead;
  const steps = stepsDue(due.lead, app.clock.now()).map(({ step }) => step);
  try {
    if (steps.includes('draw')) return await drawLead(app, due.lead);
    const outcome = await handleCommand(app, {
      lead: { ref },
      by: null,
      via: 'clock',
      command: steps.includes('offer') ? await offerCommand(app, due.lead) : commandFor(due, steps, strikes),
      ...(due.hearer ? { hearer: due.hearer } : {}),
    });
    return outcome.ok && !outcome.unchanged;
  } catch (error) {
    // One that can't be moved stops nobody else; it is tried again with the next tick.
    app.log.error({ ref, error: error instanceof Error ? error.name : 'unknown' }, 'a step was not taken');
    return false;
  }
}

function commandFor(
  { lead, givenBack }: DueStep,
  steps: readonly Step[],
  strikes: Map<string, number>,
): Request {
  const custodian = custodianOf(lead);
  if (!steps.includes('give back') || custodian === null) return { type: 'escalate' };
  const inARow = (strikes.get(custodian) ?? givenBack) + 1;
  strikes.set(custodian, inARow);
  return { type: 'expire', inARow };
}
