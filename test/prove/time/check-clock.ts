/** Judges what the clock did while clocks jumped: each step of each ladder once and in order, each digest once and none left out. */
export const clockFigures = [
  'steps missed',
  'steps doubled',
  'steps out of order',
  'digests missed',
  'digests doubled',
] as const;
export type ClockFault = { readonly figure: (typeof clockFigures)[number]; readonly says: string };

const climb = ['warn', 'remind', 'tell managers'] as const;

/** `steps`: what the history of a lead names, oldest first. Whoever has it and does nothing loses it, and it climbs anew. */
export function checkSteps(
  lead: string,
  steps: readonly string[],
  { wasClaimed }: { readonly wasClaimed: boolean },
): readonly ClockFault[] {
  const right = wasClaimed ? [...climb, 'expired', ...climb] : [...climb];
  const faults: ClockFault[] = [];
  for (const step of new Set([...right, ...steps])) {
    const count = (of: readonly string[]) => of.filter((one) => one === step).length;
    const more = count(steps) - count(right);
    const says = `${lead}: ${step} ${count(steps)} times, not ${count(right)}`;
    if (more < 0) faults.push({ figure: 'steps missed', says });
    if (more > 0) faults.push({ figure: 'steps doubled', says });
  }
  if (faults.length === 0 && steps.some((step, index) => step !== right[index])) {
    faults.push({ figure: 'steps out of order', says: `${lead}: ${steps.join(', ')}` });
  }
  return faults;
}

/** What lies further back than a month is history, and no digest tells of it. */
const coveredAtMostMs = 31 * 86_400_000;

export type SentDigest = { readonly day: string; readonly from: string; readonly to: string };

/** `told`: what lies before one reader in one place. `lastDay`: that of which they have to have been told by now. */
export function checkDigests(told: readonly SentDigest[], lastDay: string): readonly ClockFault[] {
  const faults: ClockFault[] = [];
  const counts = new Map<string, number>();
  for (const { day } of told) counts.set(day, (counts.get(day) ?? 0) + 1);
  for (const [day, count] of counts) {
    if (count > 1) faults.push({ figure: 'digests doubled', says: `${day}: ${count}` });
  }
  if (!counts.has(lastDay)) faults.push({ figure: 'digests missed', says: `none on ${lastDay}` });
  let until = '';
  for (const { from, to } of told.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const isLongest = Date.parse(to) - Date.parse(from) >= coveredAtMostMs;
    if (until !== '' && from > until && !isLongest) {
      faults.push({ figure: 'digests missed', says: `nothing tells of ${until} to ${from}` });
    }
    until = to > until ? to : until;
  }
  return faults;
}
