/** Counts what this process sends to PostgreSQL: each statement is a round trip. */
import { Client } from 'pg';

export function countStatements(): () => number {
  let count = 0;
  const query: unknown = Reflect.get(Client.prototype, 'query');
  if (!isFunction(query)) throw new Error('The client of PostgreSQL has no "query" to be counted.');
  Reflect.set(Client.prototype, 'query', function counted(this: unknown, ...given: unknown[]): unknown {
    count += 1;
    return Reflect.apply(query, this, given);
  });
  return () => count;
}

// oxlint-disable-next-line typescript/no-unsafe-function-type -- that is all that is known of it, and all that is needed
function isFunction(value: unknown): value is Function {
  return typeof value === 'function';
}
