/** Counts what this process sends to PostgreSQL: each statement is a round trip. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';

export type Counted = {
  /** All that were sent so far. */
  total(): number;
  /** How many one deed sends, whatever else is going on meanwhile. */
  of(deed: () => Promise<void>): Promise<number>;
};

export function countStatements(): Counted {
  const inDeed = new AsyncLocalStorage<{ count: number }>();
  let count = 0;
  const query: unknown = Reflect.get(Client.prototype, 'query');
  if (!isFunction(query)) throw new Error('The client of PostgreSQL has no "query" to be counted.');
  Reflect.set(Client.prototype, 'query', function counted(this: unknown, ...given: unknown[]): unknown {
    count += 1;
    const deed = inDeed.getStore();
    if (deed) deed.count += 1;
    return Reflect.apply(query, this, given);
  });
  return {
    total: () => count,
    async of(deed) {
      const counted = { count: 0 };
      await inDeed.run(counted, deed);
      return counted.count;
    },
  };
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- that is all that is known of it, and all that is needed
function isFunction(value: unknown): value is Function {
  return typeof value === 'function';
}
