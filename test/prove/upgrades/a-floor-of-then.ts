/**
 * A small floor in the midst of its work, in the schema of any time: leads in several stages, messages that stand,
 * messages that wait, one that was in hand when all stopped, timers that run. Made by today's program in today's
 * schema; into an older one its rows are put with the columns that were there then, and without what came later.
 */
import { sql } from 'kysely';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import type { Playbook } from '../../../src/core/policy.ts';
import { listTables, namesOf } from '../../../src/storage/backup/shape.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import type { Database, Db } from '../../../src/storage/open-database.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { testClock } from '../../support/test-clock.ts';
import { bind, seatTeam } from '../../storage/deeds.ts';

export type Rows = ReadonlyMap<string, readonly unknown[]>;

const ladder = { warn: null, remind: 100, 'tell managers': null, 'give back': null };
/** One step for each due time, so that each can be counted. */
export const floorPlaybook: Playbook = aPlaybook({
  main: {
    ladders: { prospecting: ladder, closing: ladder, account: ladder },
    limits: noLimits,
  },
});

/** Steps of a ladder stand in leads from this schema on. */
const firstWithLadders = '0010-clock';
/** Messages that every schema with leads knows. */
const kinds: readonly string[] = ['living card', 'private card', 'tell', 'stub'];
/** In this order they refer to each other. */
const tables = [
  'lanes',
  'members',
  'member_roles',
  'member_loads',
  'identities',
  'places',
  'leads',
  'contacts',
  'lead_keys',
  'texts',
  'history',
  'reveals',
  'accounts',
  'outbox',
] as const;

/** Works in a database of today's schema until it is full of work half done. */
export async function makeFloor(database: Database): Promise<void> {
  const clock = testClock();
  const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
  await chat.start(scriptedInbox());
  await seatTeam(database.db);
  const app = await anApp(database, { adapters: [chat], clock, playbook: floorPlaybook, seats: [] });
  for (const audience of ['prospectors', 'closers', 'account_team'] as const)
    await bind(database.db, audience);
  const delivery = startDelivery(app);
  const lead = async () => (await receiveOne(app)).ref;
  const deliver = async () => {
    for (let second = 0; second < 20; second += 1) {
      await delivery.settle();
      clock.forward(1_500);
    }
  };
  const does = async (who: string, ref: string, request: Parameters<typeof command>[3]) => {
    const { ok } = await command(app, who, ref, request);
    if (!ok) throw new Error(`${who} could not do it.`);
  };
  const [free, held, passed, sold, spoiled] = [
    await lead(),
    await lead(),
    await lead(),
    await lead(),
    await lead(),
  ];
  for (const ref of [held, passed, sold, spoiled]) await does('ana', ref, 'claim');
  await does('ana', passed, 'qualify');
  await does('ana', sold, 'qualify');
  await does('cleo', sold, 'accept');
  await does('cleo', sold, { type: 'convert', value: 48_000, currency: null });
  await does('ana', spoiled, { type: 'disqualify', reason: 'spam' });
  await deliver();
  // From here on nothing is shown any more.
  await delivery.stop();
  await does('ben', free, 'claim');
  await lead();
  await lead();
  const last = await lead();
  await sql`
    with taken as (
      update outbox set leased_by = 'w_gone', takes = 1 where lead = ${last} and kind = 'living card' returning id, lane
    )
    update lanes set holder = taken.id, leased_until = ${clock.now() + 30_000} from taken where lanes.id = taken.lane`.execute(
    database.db,
  );
  await chat.stop();
}

export async function rowsOfFloor(): Promise<Rows> {
  const database = await openDatabase({ databaseUrl: null, dataDir: null });
  try {
    await migrate(database);
    await makeFloor(database);
    const rows = new Map<string, readonly unknown[]>();
    for (const table of tables) {
      const found = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(table)} t`.execute(
        database.db,
      );
      rows.set(
        table,
        found.rows.map(({ row }) => row),
      );
    }
    return rows;
  } finally {
    await database.close();
  }
}

/** Into an empty database that has been brought to a schema, and no further. */
export async function putFloor(db: Db, schema: string, rows: Rows): Promise<void> {
  const shapes = new Map((await listTables(db)).map((shape) => [shape.name, shape]));
  for (const table of tables) {
    const columns = namesOf(shapes.get(table)?.columns ?? []);
    const own = rows.get(table) ?? [];
    if (columns.length === 0 || own.length === 0) continue;
    const list = sql.join(columns.map((name) => sql.id(name)));
    await sql`
      insert into ${sql.table(table)} (${list}) overriding system value
      select ${list} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(own)}::jsonb)`.execute(
      db,
    );
  }
  await sql`delete from outbox where not kind = any(${kinds}::text[])`.execute(db);
  if (schema < firstWithLadders) await withoutLadders(db);
  await sql`select setval('lead_numbers', (select max(number) from leads))`.execute(db);
  for (const table of ['lanes', 'outbox']) {
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), (select max(id) from ${sql.table(table)}))`.execute(
      db,
    );
  }
}

/** A due time had one reminder then, and no steps. */
async function withoutLadders(db: Db): Promise<void> {
  await sql`update leads set state = state - 'steps'`.execute(db);
  await sql`alter table history disable trigger user`.execute(db);
  await sql`update history set body = body - 'steps'`.execute(db);
  await sql`alter table history enable trigger user`.execute(db);
}
