/** What goes wrong on purpose, by method and number of calls (PLATFORMS 19.12). */

export type FaultKind =
  | /** It is done, and the answer never comes. */ 'lost answer'
  | 'internal_error after'
  | /** Not done. */ 'internal_error before'
  | 'html 502'
  | 'html 502 after'
  | 'html 200'
  | 'html 200 after'
  | '429'
  | '429 without header'
  | /** At status 200. */ 'ratelimited'
  | /** Done, and answered late. */ 'slow'
  | /** Answers nothing; done only with `acts`. */ 'hang'
  | 'reset'
  | /** An error of `code`, nothing done. */ 'error'
  | /** Something happens to the place or the person just before. */ 'deed'
  | /** Nothing is seen of it, though it answers ok (ephemerals). */ 'swallowed';

export type Fault = {
  readonly kind: FaultKind;
  /** Without: every method. */
  readonly method?: string;
  /** Only calls about this channel or person. */
  readonly where?: string;
  /** How many calls; without: every one until `heal`. */
  readonly times?: number;
  /** How many are let through before. */
  readonly after?: number;
  /** Of calls that fit, which part meets it; needs `random` of the stand-in. */
  readonly share?: number;
  readonly seconds?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly acts?: boolean;
  readonly deed?: Deed;
};

export type Deed = 'archive' | 'delete' | 'share' | 'remove the bot' | 'deactivate' | 'make read-only';

export type Faults = ReturnType<typeof makeFaults>;

export function makeFaults(random: () => number) {
  let standing: { readonly fault: Fault; left: number; skip: number }[] = [];
  return {
    add(fault: Fault) {
      const times = fault.times ?? Number.POSITIVE_INFINITY;
      standing.push({ fault, left: times, skip: fault.after ?? 0 });
    },
    heal(method?: string) {
      standing = method === undefined ? [] : standing.filter(({ fault }) => fault.method !== method);
    },
    count: () => standing.filter(({ left }) => left > 0).length,
    /** The first that meets this call. */
    meet(method: string, where: readonly (string | null)[]): Fault | null {
      for (const one of standing) {
        const { fault } = one;
        if (one.left <= 0) continue;
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.method === undefined && method.startsWith('apps.')) continue;
        if (fault.where !== undefined && !where.includes(fault.where)) continue;
        if (fault.share !== undefined && random() >= fault.share) continue;
        if (one.skip > 0) {
          one.skip -= 1;
          continue;
        }
        one.left -= 1;
        return fault;
      }
      return null;
    },
  };
}
