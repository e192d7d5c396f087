/** A database on the server for one measurement, empty or a copy of another, dropped at the end of the scope. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { urlOf } from '../support/migrated.ts';

export async function createDatabase(
  server: string,
  template: string | null = null,
): Promise<AsyncDisposable & { readonly url: string }> {
  const name = `baton_bench_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}${template === null ? '' : ` template ${template}`}`);
  return {
    url: urlOf(server, name),
    [Symbol.asyncDispose]: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
