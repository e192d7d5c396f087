/** A database on the server for one measurement, empty or a copy of another, dropped at the end of the scope. */
import { randomBytes } from 'node:crypto';
import { urlOf } from '../support/migrated.ts';
import { query } from './query.ts';

export async function createDatabase(
  server: string,
  template: string | null = null,
): Promise<AsyncDisposable & { readonly url: string }> {
  const name = `baton_bench_${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name}${template === null ? '' : ` template ${template}`}`);
  return {
    url: urlOf(server, name),
    [Symbol.asyncDispose]: async () => {
      await query(server, `drop database if exists ${name} with (force)`);
    },
  };
}
