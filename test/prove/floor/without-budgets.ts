/**
 * Loaded before the program itself (`--import`): its deliverer keeps to no budget, so that a proof about something else
 * need not wait for a group's twenty messages a minute. Whether budgets are kept is proven by `limits` and `storm`.
 */
import { budgets } from '../../../src/app/deliver/budget.ts';

for (const budget of Object.values(budgets)) Object.assign(budget, { pauseMs: () => 0, rates: null });
