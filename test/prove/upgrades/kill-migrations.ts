/**
 * `npm run migrate`, killed in the midst of its work: every other time at a random moment, else before, during or after
 * one of its statements. The database is as it was, or as it should be, and never between.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { listMigrations } from '../../../src/storage/backup/shape.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import type { Db } from '../../../src/storage/open-database.ts';
import { root } from '../../support/project-files.ts';
import { environmentOf } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { putFloor } from './a-floor-of-then.ts';
import type { Rows } from './a-floor-of-then.ts';
import { moments } from '../crashes/die-at-step.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import type { Empty, Kept, Where } from '../floor/empty-databases.ts';

/** Twenty on two stores. */
const killsOfAChange = 10;
/** Fewer than a migration from there makes; most make a function or a table. */
const statements = 60;
const dieAtStep = new URL('../crashes/die-at-step.ts', import.meta.url);

export async function killMigrations(
  engine: Empty,
  from: string,
  rows: Rows,
  options: ProofOptions,
): Promise<readonly Figure[]> {
  const kills = numberOf(options.more['kills'], options.full ? 100 : killsOfAChange);
  const random = seededRandom(options.seed);
  await using base = await engine.keep();
  const as = { before: '', after: '' };
  {
    await using opened = await base.open();
    await migrate(opened.database, { upTo: from });
    await putFloor(opened.database.db, from, rows);
    as.before = await pictureOf(opened.database.db);
  }
  let undisturbedMs: number;
  {
    await using whole = await engine.copy(base);
    const began = performance.now();
    const { code } = await runMigrate(whole.where, {});
    undisturbedMs = performance.now() - began;
    if (code !== 0) throw new Error(`An undisturbed migration ended with ${code}.`);
    as.after = await seen(whole);
  }
  let [underWay, half, unfinished, asBefore] = [0, 0, 0, 0];
  for (let kill = 0; kill < kills; kill += 1) {
    await using copy = await engine.copy(base);
    // The first part of the time is the start of Node; a little over the end, so that the commit itself is met as well.
    const { code } = await runMigrate(
      copy.where,
      kill % 2 === 0
        ? { afterMs: undisturbedMs * (0.25 + random.number() * 0.8) }
        : {
            at: `:${moments[((kill - 1) / 2) % moments.length] ?? 'sent'}:${1 + Math.floor(random.number() * statements)}`,
          },
    );
    if (code === null) underWay += 1;
    await using opened = await copy.open();
    const picture = await pictureOf(opened.database.db);
    if (picture === as.before) asBefore += 1;
    else if (picture !== as.after) {
      half += 1;
      options.say(`  ${engine.name}: half-migrated at kill ${kill}`);
    }
    await migrate(opened.database);
    if ((await pictureOf(opened.database.db)) !== as.after) unfinished += 1;
  }
  options.say(
    `upgrade, ${engine.name}: ${kills} kills of a migration of ${undisturbedMs.toFixed(0)} ms, ${underWay} before it ended; ` +
      `${asBefore} times all was as before`,
  );
  const none = (name: string, value: number) => zero('R9', `${name} (${engine.name})`, value);
  return [
    none('half-migrated after a kill', half),
    none('not whole after the next migration', unfinished),
    {
      row: 'R9',
      name: `kills before the migration had ended (${engine.name})`,
      value: underWay,
      goal: { is: 'at least', than: Math.floor(kills / 4) },
    },
  ];
}

async function runMigrate(
  where: Where,
  death: { readonly afterMs?: number; readonly at?: string },
): Promise<{ readonly code: number | null }> {
  const dying = { NODE_OPTIONS: `--import=${dieAtStep.href}`, DIE_COUNTS: 'at once' };
  const child = spawn(process.execPath, [join(root, 'src/migrate.ts')], {
    env: environmentOf(where.DATA_DIR, {
      ...where,
      ...(death.at === undefined ? {} : { ...dying, DIE_AT: death.at }),
    }),
    cwd: where.DATA_DIR,
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  if (death.afterMs !== undefined) {
    const waiting = new AbortController();
    void ended.then(() => waiting.abort());
    await pause(death.afterMs, undefined, { signal: waiting.signal }).catch(() => {});
    child.kill('SIGKILL');
  }
  const [code] = await ended;
  return { code: typeof code === 'number' ? code : null };
}

async function seen(kept: Kept): Promise<string> {
  await using opened = await kept.open();
  // Before it is closed.
  return await pictureOf(opened.database.db);
}

/** All that a migration makes, and the rows of the floor that no migration may lose. */
async function pictureOf(db: Db): Promise<string> {
  const { rows } = await sql<{ picture: string }>`
    select md5(string_agg(line, e'\n' order by line)) as picture from (
      select concat_ws(' ', 'column', table_name, column_name, data_type, column_default, is_nullable,
        generation_expression) as line
      from information_schema.columns where table_schema = current_schema()
      union all
      select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname = current_schema()
      union all
      select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) from pg_trigger t where not t.tgisinternal
      union all
      select concat_ws(' ', 'function', p.proname, pg_get_function_identity_arguments(p.oid), p.prosrc)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = current_schema()
      union all
      select concat_ws(' ', 'lead', ref, revision, stage) from leads
      union all
      select concat_ws(' ', 'waiting', id, kind, lead) from outbox where dirty and kind <> 'home'
    ) lines`.execute(db);
  return JSON.stringify([rows[0]?.picture, await listMigrations(db)]);
}
