/** What must still be so after an upgrade, judged by what stood in the database before and what came of it. */

/** What stands in the tables. */
export type Standing = {
  /** Each lead's history and contact, written out. */
  readonly leads: ReadonlyMap<string, { readonly history: readonly string[]; readonly contact: string }>;
  /** Keys of messages that stand on the platform. */
  readonly shown: readonly string[];
  /** Keys of messages that wait to be shown for the first time. */
  readonly waiting: readonly string[];
  /** Leads on which a step of the clock is still to be taken. */
  readonly timers: readonly string[];
};

export type Upgraded = {
  readonly before: Standing;
  /** When all that could be done was done. */
  readonly after: Standing;
  /** The keys of the messages that people saw come meanwhile. */
  readonly posted: readonly string[];
  /** The lead of each step that the clock took meanwhile. */
  readonly stepped: readonly string[];
};

export const upgradeFigures = [
  'leads lost',
  'leads with another history or contact',
  'sends lost',
  'sends repeated',
  'steps missed',
  'steps doubled',
] as const;
export type UpgradeFault = { readonly figure: (typeof upgradeFigures)[number]; readonly says: string };

export function checkUpgrade({ before, after, posted, stepped }: Upgraded): readonly UpgradeFault[] {
  const faults: UpgradeFault[] = [];
  const fault = (figure: UpgradeFault['figure'], says: string) => faults.push({ figure, says });
  for (const [ref, was] of before.leads) {
    const is = after.leads.get(ref);
    if (is === undefined) fault('leads lost', ref);
    else if (was.contact !== is.contact || was.history.some((event, at) => is.history[at] !== event))
      fault('leads with another history or contact', ref);
  }
  for (const key of before.waiting) if (!posted.includes(key)) fault('sends lost', key);
  for (const [at, key] of posted.entries()) {
    if (before.shown.includes(key) || posted.indexOf(key) < at) fault('sends repeated', key);
  }
  for (const ref of before.timers) {
    const taken = stepped.filter((one) => one === ref).length;
    if (taken === 0) fault('steps missed', ref);
    if (taken > 1) fault('steps doubled', `${ref}: ${taken} times`);
  }
  return faults;
}
