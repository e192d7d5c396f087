/** A database whose answers are heard late, so that a test may do something between a reading and what follows from it. */
import type { Db } from '../../src/storage/open-database.ts';

/** Each answer to a statement in SQL is heard only when this is done; `statement` counts them from 1. */
export function answeredAfter(db: Db, done: (statement: number) => Promise<unknown>): Db {
  let statements = 0;
  return instead(db, 'getExecutor', () => {
    const executor = db.getExecutor();
    return instead(executor, 'executeQuery', async (...asked) => {
      const answer = await executor.executeQuery(...asked);
      statements += 1;
      await done(statements);
      return answer;
    });
  });
}

/** The same object, but for one of its methods. */
export function instead<T extends object, Name extends keyof T>(object: T, name: Name, method: T[Name]): T {
  return new Proxy(object, {
    get(target, asked) {
      if (asked === name) return method;
      const own: unknown = Reflect.get(target, asked, target);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}
