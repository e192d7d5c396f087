/**
 * Loaded before the program itself (`--import`): at a named step between two I/Os it ends the process at once, as
 * `kill -9` does. `DIE_AT=move_on:sent:3` is the third time that a statement which names `move_on` has been handed to
 * the database, and nobody has answered. Counting begins when SIGUSR2 comes, so that the program is up by then; with
 * `DIE_COUNTS=at once` it begins at once. Without a name all statements are counted.
 */
import { z } from 'zod';
import { aroundMethod } from '../../support/around-method.ts';

export const moments = ['before', 'sent', 'answered'] as const;
export type Moment = (typeof moments)[number];

const asked = process.env['DIE_AT'];
if (asked !== undefined) await dieAt(asked);

async function dieAt(step: string): Promise<void> {
  const [name = '', moment = '', count = ''] = step.split(':');
  const at = {
    name,
    moment: z.enum(moments).parse(moment),
    left: z.coerce.number().int().positive().parse(count),
  };
  let isArmed = process.env['DIE_COUNTS'] === 'at once';
  process.on('SIGUSR2', () => (isArmed = true));
  const [queryable, method]: readonly [object, string] = process.env['DATABASE_URL']
    ? [(await import('pg')).default.Client.prototype, 'query']
    : [(await import('@electric-sql/pglite')).PGlite.prototype, 'execProtocolStream'];
  aroundMethod(queryable, method, (given, callOn) => {
    const isNamed = isArmed && textOf(given[0]).includes(at.name);
    if (at.moment === 'answered') {
      const answer = callOn();
      // Who asks with a callback is answered past this, and is not counted.
      return isNamed && answer instanceof Promise && (at.left -= 1) === 0 ? answer.then(die) : answer;
    }
    const isIt = isNamed && (at.left -= 1) === 0;
    if (isIt && at.moment === 'before') die();
    if (isIt) setImmediate(die);
    return callOn();
  });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  // A message in PostgreSQL's protocol, which holds the statement as it was written.
  if (statement instanceof Uint8Array) return Buffer.from(statement).toString('latin1');
  const isConfig = typeof statement === 'object' && statement !== null && 'text' in statement;
  return isConfig && typeof statement.text === 'string' ? statement.text : '';
}
