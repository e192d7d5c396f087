/** Judges how long somebody went on using a right after it was taken away. */

/** So long it may go on. */
export const biteMs = 1_000;

export type Taken = {
  readonly what: string;
  /** Counted from when the taking away was acknowledged; `worked`: something came of it. */
  readonly tries: readonly { readonly afterMs: number; readonly worked: boolean }[];
};

/** The last moment at which a right was still used; 0 where it never was. A try in the same moment counts as one after it. */
export function usedUntil({ tries }: Taken): number {
  return Math.max(0, ...tries.filter(({ worked }) => worked).map(({ afterMs }) => Math.max(afterMs, 1)));
}

/** In words: rights that were used for too long, and those of which the tries cannot tell. */
export function checkRevoked(taken: readonly Taken[]): {
  readonly late: readonly string[];
  readonly untold: readonly string[];
} {
  return {
    late: taken
      .filter((one) => usedUntil(one) > biteMs)
      .map((one) => `${one.what}: used ${usedUntil(one).toFixed(0)} ms after it was taken away`),
    untold: taken
      .filter(({ tries }) => !tries.some(({ afterMs }) => afterMs > biteMs))
      .map(({ what }) => `${what}: nobody tried when it must have ended`),
  };
}
