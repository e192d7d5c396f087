/** Exits with 0 if the PostgreSQL of DATABASE_URL answers, with 1 and what to do if it does not. */
import pg from 'pg';

const url = process.env['DATABASE_URL'] ?? '';
const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
try {
  if (url === '') throw new Error('DATABASE_URL is not set');
  await client.connect();
  await client.query('select 1');
  await client.end();
} catch {
  process.stderr.write(
    [
      `No PostgreSQL answers at ${url.replace(/\/\/[^@/]*@/, '//…@') || 'DATABASE_URL, which is not set'}.`,
      'Start one and say where it is, for example:',
      '  docker run --rm -d -p 5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17',
      '  DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres npm run test:pg',
      '',
    ].join('\n'),
  );
  process.exitCode = 1;
}
