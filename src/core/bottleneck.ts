/**
 * The narrowest place of the conveyor: where what waits would take longest to clear at the pace of the period.
 *
 * By Little's law the time that a lead spends before a step is what waits there divided by what passes in a span of
 * time; so this needs no lead's own story, and a step where much waits and nothing passes is the narrowest of all.
 */

export const steps = ['claim', 'qualify', 'accept', 'convert', 'take'] as const;
export type Step = (typeof steps)[number];

export type Flow = {
  readonly step: Step;
  /** Leads that stand before the step now. */
  readonly waiting: number;
  /** How many passed it in the period. */
  readonly passed: number;
};

export type Bottleneck = Flow & {
  /** How long what waits takes at this pace; null: nothing passed at all. */
  readonly daysToClear: number | null;
};

/** Null where nothing waits. `days`: the length of the period. Of two that are alike the earlier step is named. */
export function bottleneckOf(flows: readonly Flow[], days: number): Bottleneck | null {
  const waiting = flows
    .filter((flow) => flow.waiting > 0)
    .map((flow): Bottleneck => ({
      ...flow,
      daysToClear: flow.passed > 0 ? (flow.waiting * days) / flow.passed : null,
    }));
  return waiting.reduce<Bottleneck | null>(
    (worst, flow) => (worst === null || isWorse(flow, worst) ? flow : worst),
    null,
  );
}

function isWorse(one: Bottleneck, other: Bottleneck): boolean {
  if (one.daysToClear === null && other.daysToClear === null) return one.waiting > other.waiting;
  if (one.daysToClear === null || other.daysToClear === null) return one.daysToClear === null;
  return one.daysToClear > other.daysToClear;
}
