/** Judges the self-audit by what was planted: each found within five minutes of its moment, and nothing where all is well. */
export type Planted = { readonly kind: string; readonly since: number };
export type Looked = { readonly at: number; readonly counts: Readonly<Record<string, number>> };

export type Found = {
  readonly found: number;
  /** How long the slowest took; NaN where one was never found. */
  readonly slowestMs: number;
  /** Looks that named more than there was. */
  readonly falseAlarms: number;
};

/** An audit counts by kind: of each, so many as it names are found, the longest lying first. */
export function checkAudit(planted: readonly Planted[], looks: readonly Looked[]): Found {
  const times = planted.map(({ kind, since }) => {
    const rank = planted.filter((other) => other.kind === kind && other.since <= since).length;
    return (looks.find(({ counts }) => (counts[kind] ?? 0) >= rank)?.at ?? Number.NaN) - since;
  });
  const kinds = new Set([
    ...planted.map(({ kind }) => kind),
    ...looks.flatMap(({ counts }) => Object.keys(counts)),
  ]);
  const isFalse = ({ at, counts }: Looked) =>
    [...kinds].some(
      (kind) => (counts[kind] ?? 0) > planted.filter((one) => one.kind === kind && one.since <= at).length,
    );
  return {
    found: times.filter((ms) => !Number.isNaN(ms)).length,
    slowestMs: times.some((ms) => Number.isNaN(ms)) ? Number.NaN : Math.max(...times),
    falseAlarms: looks.filter((look) => isFalse(look)).length,
  };
}
