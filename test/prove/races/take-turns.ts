/**
 * Several deeds at once, statement by statement: each stops after every statement that it sent, and who goes on is drawn.
 * Only one is under way at a time, so the same seed gives the same order.
 */
import type { KyselyPlugin } from 'kysely';

export type Turns = {
  /** To be put on the database with which the deeds work. */
  readonly plugin: KyselyPlugin;
  /** Until all are done. `draw` picks one of so many. */
  run<T>(deeds: readonly (() => Promise<T>)[], draw: (count: number) => number): Promise<readonly T[]>;
};

/** `hear` is told what each of the database's functions answered. */
export function takeTurns(hear: (answer: unknown) => void): Turns {
  let waiting: (() => void)[] = [];
  /** Whoever was let go waits again, or is done. */
  let stopped = () => {};
  let isRunning = false;

  function ownTurn(): Promise<void> {
    return new Promise((goOn) => {
      waiting.push(goOn);
      stopped();
    });
  }

  return {
    plugin: {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        hear(result.rows[0]?.['answer']);
        if (isRunning) await ownTurn();
        return result;
      },
    },
    async run(deeds, draw) {
      isRunning = true;
      try {
        const all = Promise.all(
          deeds.map(async (deed) => {
            await ownTurn();
            try {
              return await deed();
            } finally {
              stopped();
            }
          }),
        );
        // What one of them throws is thrown below; until then nobody is left hanging.
        all.catch(() => {});
        while (waiting.length > 0) {
          const [next] = waiting.splice(draw(waiting.length), 1);
          const { promise, resolve } = Promise.withResolvers<void>();
          stopped = resolve;
          next?.();
          await promise;
        }
        return await all;
      } finally {
        [isRunning, waiting] = [false, []];
      }
    },
  };
}
