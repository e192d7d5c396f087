/** Counts what this process sends to PostgreSQL: each statement is a round trip. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import { aroundMethod } from '../support/around-method.ts';

export type Counted = {
  /** All that were sent so far. */
  total(): number;
  /** How many one deed sends, whatever else is going on meanwhile. */
  of(deed: () => Promise<void>): Promise<number>;
};

export function countStatements(): Counted {
  const inDeed = new AsyncLocalStorage<{ count: number }>();
  let count = 0;
  aroundMethod(Client.prototype, 'query', (_, callOn) => {
    count += 1;
    const deed = inDeed.getStore();
    if (deed) deed.count += 1;
    return callOn();
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
