/** What the clock has to do: leads of which a step is due. Changes nothing. */
import type { Hearer } from '../core/reach.ts';
import type { Lead, Moment } from '../core/lead.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

export type DueStep = {
  readonly lead: Lead;
  readonly at: Moment;
  readonly number: number;
  /** Whoever stands in, or has it; null where nobody does. */
  readonly hearer: Hearer | null;
  /** How many leads in a row were taken back from its custodian so far. */
  readonly givenBack: number;
};

/** Where a page begins: after this one. */
export type After = Pick<DueStep, 'at' | 'number'>;
export const fromTheFirst: After = { at: 0, number: 0 };

/** The longest due first. */
export function listDueSteps(
  db: Db,
  asked: { readonly now: Moment; readonly limit: number; readonly after: After },
): Promise<readonly DueStep[]> {
  return askFunction(db, 'due_steps', asked);
}
