/**
 * Databases of earlier schemas, in the midst of their work, are brought up to date and go on: nothing may be lost, and
 * nothing be done twice. And `npm run migrate` is killed at any moment: the database must be as before, or as after.
 *
 * Released versions stand in `schemas`, as the database wrote them out then. What came before the first release are the
 * migrations themselves: the schema of each from the first on in which a lead could come in and be announced.
 */
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { clockRounds } from '../../../src/app/clock-work/rounds.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { verify } from '../../../src/app/verify.ts';
import { stepsAhead } from '../../../src/core/ladder.ts';
import type { Lead } from '../../../src/core/lead.ts';
import { migrate, migrationNames } from '../../../src/storage/migrate.ts';
import type { Database, Db } from '../../../src/storage/open-database.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { anApp, command } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { testClock } from '../../support/test-clock.ts';
import { floorPlaybook, putFloor, rowsOfFloor } from './a-floor-of-then.ts';
import type { Rows } from './a-floor-of-then.ts';
import { checkUpgrade, upgradeFigures } from './check-upgrade.ts';
import type { Standing, UpgradeFault } from './check-upgrade.ts';
import { zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { killMigrations } from './kill-migrations.ts';
import { emptyDatabases } from '../floor/empty-databases.ts';
import type { Empty } from '../floor/empty-databases.ts';

const firstWithLeads = '0007-enqueue';
const hourMs = 60 * 60_000;
/** Longer than any due time, in working hours. */
const longestHours = 800;
const hoursAtOnce = 8;

export async function proveUpgrade(options: ProofOptions): Promise<readonly Figure[]> {
  const asked = options.more['db'];
  const figures: Figure[] = [];
  const rows = await rowsOfFloor();
  await using engines = await emptyDatabases();
  for (const engine of engines.all) {
    if (asked !== undefined && asked !== engine.name) continue;
    figures.push(
      ...(await upgradeOn(engine, rows, options)),
      ...(await killMigrations(engine, firstWithLeads, rows, options)),
    );
  }
  return figures;
}

async function upgradeOn(engine: Empty, rows: Rows, options: ProofOptions): Promise<readonly Figure[]> {
  const names = await migrationNames();
  const faults: UpgradeFault[] = [];
  const [differing, undone, refused] = [[] as string[], [] as string[], [] as string[]];
  let [schemas, sound, leads] = [0, 0, 0];
  const look = async (name: string, database: Database) => {
    const found = await upgradeAndFinish(database);
    schemas += 1;
    leads += found.leads;
    const count = found.faults.length + found.differing.length + found.undone.length + found.refused.length;
    if (count === 0) sound += 1;
    for (const { figure, says } of found.faults) options.say(`  ${engine.name}, ${name}: ${figure}: ${says}`);
    for (const line of [...found.differing, ...found.undone, ...found.refused]) {
      options.say(`  ${engine.name}, ${name}: ${line}`);
    }
    faults.push(...found.faults);
    differing.push(...found.differing);
    undone.push(...found.undone);
    refused.push(...found.refused);
  };
  for (const schema of names.slice(names.indexOf(firstWithLeads), -1)) {
    await using opened = await engine.open();
    await migrate(opened.database, { upTo: schema });
    await putFloor(opened.database.db, schema, rows);
    await look(schema, opened.database);
  }
  for (const { version, text } of await releasedSchemas()) {
    await using opened = await engine.openWith(text);
    await look(version, opened.database);
  }
  options.say(`upgrade, ${engine.name}: ${schemas} schemas, ${leads} leads in all`);
  const none = (name: string, value: number) => zero('R9', `${name} (${engine.name})`, value);
  return [
    {
      row: 'R9',
      name: `of ${schemas} schemas: brought up to date, and finished its work (${engine.name})`,
      value: sound,
      goal: { is: 'exactly', than: schemas },
    },
    ...upgradeFigures.map((name) => none(name, faults.filter(({ figure }) => figure === name).length)),
    none('messages never sent', undone.length),
    none('deeds refused afterwards', refused.length),
    none('leads that are not what their history tells', differing.length),
  ];
}

/** What the databases of released versions looked like, each with a floor in the midst of its work. */
async function releasedSchemas(): Promise<readonly { readonly version: string; readonly text: string }[]> {
  const folder = new URL('schemas/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    files.map(async (file) => ({
      version: file.slice(0, -'.sql'.length),
      text: await readFile(new URL(file, folder), 'utf8'),
    })),
  );
}

async function upgradeAndFinish(database: Database) {
  const { db } = database;
  const before = await standingOf(db);
  if (before.leads.size === 0 || before.waiting.length === 0 || before.timers.length === 0)
    throw new Error('Nothing is under way in it: nothing would be proven.');
  const stand = await messagesOf(db);
  await migrate(database);

  const clock = testClock(await lastMoment(db));
  const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
  await chat.start(scriptedInbox());
  const adapter = {
    ...chat,
    // What was posted by the program of then stands there, and takes an edit.
    edit: async (...[message, posting]: Parameters<typeof chat.edit>) =>
      stand.has(`${message.channel} ${message.message}`) ? undefined : chat.edit(message, posting),
  };
  const app = await anApp(database, { adapters: [adapter], clock, playbook: floorPlaybook, seats: [] });
  // Nobody delivers while the clock leaps: what is in hand then would be anybody's, and come twice.
  const deliver = async (seconds: number) => {
    const delivery = startDelivery(app);
    for (let second = 0; second < seconds; second += 2) {
      await delivery.settle();
      clock.forward(2_000);
    }
    await delivery.stop();
  };
  await deliver(120);
  const from = clock.now();
  const rounds = clockRounds(app);
  // A little longer than there are steps ahead: one that comes twice must have time to.
  for (let hours = 0, more = 3; hours < longestHours && more > 0; hours += hoursAtOnce) {
    if (!(await isAhead(db))) more -= 1;
    clock.forward(hoursAtOnce * hourMs);
    await rounds.tick();
    await deliver(6);
  }
  await rounds.stop();
  const steps = await sql<{ lead: string }>`
    select lead from history where type = 'escalated' and at > ${from}`.execute(db);
  const refused: string[] = [];
  for (const ref of await freeLeads(db)) {
    const outcome = await command(app, 'ben', ref, 'claim');
    if (!outcome.ok) refused.push(`${ref} could not be claimed: ${outcome.refusal.code}`);
  }
  await deliver(120);
  const after = await standingOf(db);
  const differing: string[] = [];
  for await (const one of verify(db)) if (one.type !== 'checked') differing.push(JSON.stringify(one));
  return {
    leads: before.leads.size,
    faults: checkUpgrade({
      before,
      after,
      posted: chat.seen().map(({ key }) => key),
      stepped: steps.rows.map(({ lead }) => lead),
    }),
    refused,
    differing,
    undone: [...after.waiting, ...(await buried(db))],
  };
}

async function standingOf(db: Db): Promise<Standing> {
  const leads = await sql<{ ref: string; history: readonly string[]; contact: string }>`
    select l.ref, c.contact::text || c.brief::text as contact,
      array(select concat_ws(' ', h.revision, h.at, h.type, h.by, h.via, h.body) from history h
        where h.lead = l.ref order by h.revision) as history
    from leads l left join contacts c on c.lead = l.ref`.execute(db);
  const messages = await sql<{ key: string; stands: boolean }>`
    select coalesce(once, lead || '-' || id) as key, message is not null as stands from outbox
    where kind in ('living card', 'private card', 'tell') and (dirty or message is not null) order by id`.execute(
    db,
  );
  const states = await sql<{ state: Lead }>`select state from leads order by ref`.execute(db);
  return {
    leads: new Map(leads.rows.map(({ ref, ...rest }) => [ref, rest])),
    shown: messages.rows.flatMap(({ key, stands }) => (stands ? [key] : [])),
    waiting: messages.rows.flatMap(({ key, stands }) => (stands ? [] : [key])),
    timers: states.rows.flatMap(({ state }) => (stepsAhead(state).length > 0 ? [state.ref] : [])),
  };
}

async function messagesOf(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ at: string }>`
    select concat(message ->> 'channel', ' ', message ->> 'message') as at from outbox where message is not null`.execute(
    db,
  );
  return new Set(rows.map(({ at }) => at));
}

async function lastMoment(db: Db): Promise<number> {
  const { rows } = await sql<{ at: number }>`select max(at) as at from history`.execute(db);
  return rows[0]?.at ?? Number.NaN;
}

async function freeLeads(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ ref: string }>`select ref from leads where stage = 'new' order by ref`.execute(
    db,
  );
  return rows.map(({ ref }) => ref);
}

async function isAhead(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select 1 from leads where next_step_at is not null) as is`.execute(db);
  return rows[0]?.is === true;
}

async function buried(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    select kind || ' ' || id || ' ' || buried as key from outbox where buried is not null`.execute(db);
  return rows.map(({ key }) => key);
}
