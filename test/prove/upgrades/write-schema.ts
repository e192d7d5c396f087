/**
 * Writes down what the database of this version looks like, with a small floor in the midst of its work, for the
 * upgrades of all later ones: `node test/prove/upgrades/write-schema.ts` at each release. One that is written is never changed.
 *
 * Needs DATABASE_URL and PostgreSQL's own pg_dump.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { root } from '../../support/project-files.ts';
import { makeFloor } from './a-floor-of-then.ts';

const run = promisify(execFile);
const server = process.env['DATABASE_URL'];
if (!server) throw new Error('Set DATABASE_URL: it is PostgreSQL that writes it down.');

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
await using made = await createDatabase(server);
const database = await openDatabase({ databaseUrl: made.url, dataDir: null });
await migrate(database);
await makeFloor(database);
await database.close();
const { stdout } = await run('pg_dump', ['--no-owner', '--no-privileges', '--inserts', made.url], {
  maxBuffer: 64 * 1024 * 1024,
});
const file = new URL(`schemas/${version}.sql`, import.meta.url);
await writeFile(file, withoutItsMaker(stdout), { flag: 'wx' });
process.stdout.write(`${file.pathname}\n`);

/** Of which program it is, and what is said to psql alone, is of no interest. */
function withoutItsMaker(text: string): string {
  return text.replaceAll(/^(?:\\|-- Dumped ).*\n/gmu, '');
}
