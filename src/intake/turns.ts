/** Lets work that takes much memory in one after the other, and refuses when too many wait already. */

export type Turns = {
  /** Null: the line is full, and nothing was begun. */
  take<T>(work: () => Promise<T>): Promise<T> | null;
};

export function makeTurns(waitingAtMost: number): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let inLine = 0;
  return {
    take(work) {
      if (inLine > waitingAtMost) return null;
      inLine += 1;
      const done = last.then(work).finally(() => {
        inLine -= 1;
      });
      last = Promise.allSettled([done]);
      return done;
    },
  };
}
