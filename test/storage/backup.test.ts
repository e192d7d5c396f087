import { randomInt } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from '../support/fast-check.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupUnderWay } from '../../src/storage/backup/embedded-snapshot.ts';
import { BackupUnusable } from '../../src/storage/backup/format.ts';
import { checkBackup } from '../../src/storage/backup/read-backup.ts';
import { restoreBackup, RestoreRefused } from '../../src/storage/backup/restore-backup.ts';
import { listTables, lineOf, namesOf } from '../../src/storage/backup/shape.ts';
import { withSnapshot } from '../../src/storage/backup/snapshot.ts';
import { writeBackup } from '../../src/storage/backup/write-backup.ts';
import { writeInstance } from '../../src/storage/instance.ts';
import { holdLease } from '../../src/storage/leases.ts';
import { migrationNames } from '../../src/storage/migrate.ts';
import { openDatabase, type Database, type Db } from '../../src/storage/open-database.ts';
import { keepUpdates, takeUpdates } from '../../src/storage/updates.ts';
import { serverUrl } from '../support/migrated.ts';
import { openBareDatabase, openTestDatabase, withDatabase } from '../support/with-database.ts';
import { bind, claimed, letIn, move, noted, seatTeam } from './deeds.ts';
import { sealed } from './sealed.ts';

const test = withDatabase();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-backup-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
function aPath(): string {
  files += 1;
  return join(folder, `${files}.jsonl.gz`);
}

async function backUp(database: Database = test.database): Promise<string> {
  const path = aPath();
  await writeBackup(database, createWriteStream(path));
  return path;
}

/** Every row of every table, sorted. */
async function everything(db: Db): Promise<Readonly<Record<string, readonly string[]>>> {
  const all: Record<string, readonly string[]> = {};
  for (const { name, columns } of await listTables(db)) {
    const { rows } = await sql<{ line: string }>`
      select ${lineOf(namesOf(columns))} as line from ${sql.id(name)}`.execute(db);
    all[name] = rows.map(({ line }) => line).sort();
  }
  return all;
}

/** A team, places, leads at several stages, work that is pending, in hand and done. */
async function live(db: Db): Promise<void> {
  await seatTeam(db, ['slack', 'telegram']);
  await bind(db, 'prospectors');
  await writeInstance(db, 'install_id', 'i_here');
  await writeInstance(db, 'api_token', { odd: ['"quotes"', 'line\nbreak', '\\u0041', 'Їжак 🦔'] });
  for (let index = 0; index < 12; index += 1) {
    const name = `Odd "name" \\ ${index}\nwith a line\tand ${String.fromCodePoint(0x1f994)}`;
    await letIn(db, { ref: `l_${index}`, phone: `+38067000${1000 + index}`, name, externalId: `x${index}` });
  }
  await move(db, 'l_3', 'm_ana', claimed, {
    loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: null }],
    notices: [{ type: 'private card', member: 'm_ana' }],
  });
  await move(db, 'l_3', 'm_ana', noted, { words: { text: 'Call back\u2028after six' } });
}

type Other = { readonly database: Database; drop(): Promise<void> };
const engines: readonly { readonly name: string; open(): Promise<Other> }[] = [
  {
    name: 'the embedded engine',
    async open() {
      const database = await openDatabase({ databaseUrl: null, dataDir: null });
      return { database, drop: () => database.close() };
    },
  },
  ...(serverUrl === null ? [] : [{ name: 'PostgreSQL', open: () => openBareDatabase(serverUrl ?? '') }]),
];

describe('a backup', () => {
  for (const engine of engines) {
    it(`brings every row back on ${engine.name}`, async () => {
      await live(test.db);
      const path = await backUp();
      const other = await engine.open();
      try {
        const { header } = await restoreBackup(other.database, path);
        expect(header).toMatchObject({ engine: test.database.engine, install: 'i_here' });
        expect(await everything(other.database.db)).toEqual(await everything(test.db));
        // It goes on where it stopped, and not from the beginning.
        const next = await letIn(other.database.db, { ref: 'l_next', phone: '+380670009999' });
        expect(next).toMatchObject({ number: 1013 });
        // The same person is still known.
        expect(await letIn(other.database.db, { ref: 'l_again', phone: '+380670001003' })).toMatchObject({
          duplicate: { ref: 'l_3' },
        });
        await expect(sql`delete from history`.execute(other.database.db)).rejects.toThrow('append-only');
      } finally {
        await other.drop();
      }
    });
  }

  it('is lines of JSON to any tool, the seal last, and the same from the same rows', async () => {
    await live(test.db);
    const path = await backUp();
    const lines = gunzipSync(await readFile(path))
      .toString()
      .trimEnd()
      .split('\n');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      baton: 'backup',
      format: 1,
      migrations: await migrationNames(),
    });
    expect(lines.at(-1)).toMatch(/^{"sealed":"[0-9a-f]{64}"}$/);
    const { end } = await checkBackup(path);
    expect(end.tables['leads']?.rows).toBe(12);
    expect((await checkBackup(await backUp())).end.tables).toEqual(end.tables);
  });

  it('holds every table that there is', async () => {
    const { rows } = await sql<{ name: string }>`
      select tablename::text as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`.execute(
      test.db,
    );
    const { end } = await checkBackup(await backUp());
    expect(Object.keys(end.tables).sort()).toEqual(rows.map(({ name }) => name).sort());
  });
});

describe('a backup of a database that is being worked with', () => {
  /**
   * Rows are changed, added and deleted before and behind the reader, also twice, and keys of rows are changed. What
   * comes out must be what was there at the beginning: not the rows of that moment minus some, and none of a later one.
   */
  it('is of one moment', async () => {
    await live(test.db);
    for (let index = 0; index < 40; index += 1) {
      await letIn(test.db, { ref: `m_${index}`, phone: `+38068000${1000 + index}` });
    }
    const before = await everything(test.db);
    const taken: Record<string, string[]> = {};
    let turn = 0;
    await withSnapshot(
      test.database,
      async (snapshot) => {
        for (const table of snapshot.tables) {
          const lines: string[] = [];
          for await (const piece of snapshot.rows(table)) {
            lines.push(...piece);
            turn += 1;
            await disturb(test.db, turn);
          }
          taken[table.name] = lines.sort();
        }
      },
      { pieceSize: 5, pauseMs: 0 },
    );
    // A server gives larger pieces.
    expect(turn).toBeGreaterThan(serverUrl === null ? 20 : 10);
    expect(taken).toEqual(before);
    expect(await everything(test.db)).not.toEqual(before);
    const { rows } = await sql`select 1 from pg_namespace where nspname = 'baton_backup'`.execute(test.db);
    expect(rows).toEqual([]);
    const { rows: triggers } = await sql`select 1 from pg_trigger where tgname = 'baton_backup'`.execute(
      test.db,
    );
    expect(triggers).toEqual([]);
  });

  it('leaves nothing behind when whoever asked is gone, and can be taken again', async () => {
    await live(test.db);
    const gone = new PassThrough();
    gone.once('data', () => gone.destroy());
    await expect(writeBackup(test.database, gone)).rejects.toBeInstanceOf(Error);
    await checkBackup(await backUp());
    const leaving = new AbortController();
    leaving.abort();
    await expect(
      writeBackup(test.database, new PassThrough(), { signal: leaving.signal }),
    ).rejects.toBeInstanceOf(Error);
    const { rows } = await sql`select 1 from pg_namespace where nspname = 'baton_backup'`.execute(test.db);
    expect(rows).toEqual([]);
  });

  it.skipIf(serverUrl !== null)('is taken one at a time (PostgreSQL takes any number)', async () => {
    await live(test.db);
    const first = backUp();
    await expect(backUp()).rejects.toThrow(BackupUnderWay);
    await checkBackup(await first);
  });
});

/** Something of each kind, anywhere. */
async function disturb(db: Db, turn: number): Promise<void> {
  const at = String.fromCodePoint(97 + (turn % 26));
  await letIn(db, { ref: `${at}x_${turn}`, phone: `+38069000${1000 + turn}` });
  await move(db, `m_${turn % 40}`, null, { type: 'repeated', source: 'website' });
  await sql`update members set name = name || '!'`.execute(db);
  await sql`delete from lead_keys where lead = ${`l_${turn % 12}`}`.execute(db);
  await sql`delete from outbox where id % 7 = ${turn % 7}`.execute(db);
  await sql`update lead_keys set value = value || '9' where lead = ${`m_${(turn * 7) % 40}`}`.execute(db);
  await sql`update counters set value = value + 1`.execute(db);
  await sql`insert into instance (key, value) values (${`${at}_${turn}`}, '1') on conflict do nothing`.execute(
    db,
  );
}

async function flawOf(path: string): Promise<string> {
  const error: unknown = await checkBackup(path).then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof BackupUnusable) return error.flaw;
  throw new Error(`It was not refused: ${String(error)}`);
}

describe('a file that is not as it was', () => {
  it('is refused, whichever byte was changed', async () => {
    await live(test.db);
    const good = await readFile(await backUp());
    const path = aPath();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (position, difference) => {
          const bad = Buffer.from(good);
          bad[position] = (bad[position] ?? 0) ^ difference;
          await writeFile(path, bad);
          await expect(checkBackup(path)).rejects.toThrow(BackupUnusable);
        },
      ),
      { numRuns: 300, seed: randomInt(2 ** 31) },
    );
  });

  it('is refused where it was cut, and where something was put behind it', async () => {
    await live(test.db);
    const good = await readFile(await backUp());
    const path = aPath();
    for (const length of [0, 1, 5, 10, 50, 120, good.length - 200, good.length - 113, good.length - 1]) {
      await writeFile(path, good.subarray(0, length));
      expect(['cut short', 'not a backup', 'damaged']).toContain(await flawOf(path));
    }
    await writeFile(path, Buffer.concat([good, Buffer.from('\n')]));
    await expect(checkBackup(path)).rejects.toThrow(BackupUnusable);
  });

  it('is refused before anything is written', async () => {
    await live(test.db);
    const good = await readFile(await backUp());
    good[good.length >> 1] = (good[good.length >> 1] ?? 0) ^ 1;
    const path = aPath();
    await writeFile(path, good);
    const other = await openDatabase({ databaseUrl: null, dataDir: null });
    try {
      await expect(restoreBackup(other, path)).rejects.toThrow(BackupUnusable);
      const { rows } = await sql`select 1 from pg_tables where schemaname = 'public'`.execute(other.db);
      expect(rows).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('a hostile file', () => {
  const head = JSON.stringify({
    baton: 'backup',
    format: 1,
    engine: 'pglite',
    takenAt: '2026-03-04T10:00:00Z',
    install: null,
    migrations: ['0001-tables'],
    sequences: {},
  });
  const cases: readonly (readonly [string, string | Buffer, string])[] = [
    ['other JSON', '{"name":"baton"}\n', 'not a backup'],
    ['a list', '[1,2]\n', 'not a backup'],
    ['no JSON', 'hello\n', 'damaged'],
    ['nothing', '', 'not a backup'],
    ['one endless line', 'x'.repeat(1000), 'not a backup'],
    ['a later format', `${head.replace('"format":1', '"format":2,"engines":[]')}\n`, 'newer'],
    ['a head without its parts', '{"baton":"backup","format":1}\n', 'damaged'],
    ['a head alone', `${head}\n`, 'cut short'],
    ['a row of no table', `${head}\n["1"]\n`, 'damaged'],
    ['a table by a clever name', `${head}\n{"table":"leads; drop","columns":["ref"]}\n`, 'damaged'],
    ['a row that is too wide', `${head}\n{"table":"leads","columns":["ref"]}\n["1","2"]\n`, 'damaged'],
    ['a row that holds an object', `${head}\n{"table":"leads","columns":["ref"]}\n[{}]\n`, 'damaged'],
    [
      'nesting without end',
      `${head}\n{"table":"leads","columns":["ref"]}\n${'['.repeat(200_000)}\n`,
      'damaged',
    ],
    ['an end that counts wrong', `${head}\n{"end":{"tables":{},"sha256":"${'0'.repeat(64)}"}}\n`, 'damaged'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x0a]), 'damaged'],
  ];
  for (const [what, content, flaw] of cases) {
    it(`is refused: ${what}`, async () => {
      const path = aPath();
      await writeFile(path, await sealed(content));
      expect(await flawOf(path)).toBe(flaw);
    });
  }

  it('that unpacks to far more than it weighs is given up early', async () => {
    const path = aPath();
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, `${head}\n`), { level: 9 });
    await writeFile(path, await sealed(bomb, { isPacked: true }));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const limits = { lineBytes: 1024 * 1024, ratio: 50, freeBytes: 1024 * 1024 };
    const error: unknown = await checkBackup(path, limits).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(BackupUnusable);
    const endless = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'x'), { level: 9 });
    await writeFile(path, await sealed(endless, { isPacked: true }));
    expect(await flawOf(path)).toBe('bloated');
  });

  it('is refused plain and as something else that is packed', async () => {
    const path = aPath();
    await writeFile(path, `${head}\n`.repeat(100));
    expect(await flawOf(path)).toBe('not a backup');
    await writeFile(path, gzipSync(`${head}\n`.repeat(100)));
    expect(['damaged', 'cut short', 'not a backup']).toContain(await flawOf(path));
  });
});

describe('restoring', () => {
  async function hindranceOf(restoring: Promise<unknown>): Promise<string> {
    const error: unknown = await restoring.then(
      () => null,
      (error: unknown) => error,
    );
    if (error instanceof RestoreRefused) return error.hindrance;
    throw new Error(`It was not refused: ${String(error)}`);
  }

  it('into a database that holds leads is refused and leaves it as it was', async () => {
    await live(test.db);
    const path = await backUp();
    const before = await everything(test.db);
    expect(await hindranceOf(restoreBackup(test.database, path))).toBe('not empty');
    expect(await hindranceOf(restoreBackup(test.database, path, { replaceUnused: true }))).toBe('not empty');
    expect(await everything(test.db)).toEqual(before);
  });

  it('lets go of what was in hand, and keeps what waits', async () => {
    await keepUpdates(test.db, 'telegram', [
      { id: 1, lane: 'ana', body: { text: 'a' } },
      { id: 2, lane: 'ben', body: { text: 'b' } },
    ]);
    await takeUpdates(test.db, { platform: 'telegram', worker: 'dead', atMost: 1 });
    await holdLease(test.db, { name: 'polling', holder: 'dead', forMs: 3_600_000 });
    const path = await backUp();
    const other = await openDatabase({ databaseUrl: null, dataDir: null });
    try {
      await restoreBackup(other, path);
      expect(await holdLease(other.db, { name: 'polling', holder: 'living', forMs: 1_000 })).toBe(true);
      const taken = await takeUpdates(other.db, { platform: 'telegram', worker: 'living', atMost: 5 });
      expect(taken.map(({ id, tries, body }) => [id, tries, body])).toEqual([
        [1, 2, { text: 'a' }],
        [2, 1, { text: 'b' }],
      ]);
    } finally {
      await other.close();
    }
  });

  it('replaces one that was started and never used, if that is wanted', async () => {
    await live(test.db);
    const path = await backUp();
    const before = await everything(test.db);
    const other = await openTestDatabase();
    try {
      await writeInstance(other.database.db, 'api_token', 'of the first start');
      await sql`insert into members (id, name, sample, created_at) values ('m_1', 'Sample', true, 0)`.execute(
        other.database.db,
      );
      expect(await hindranceOf(restoreBackup(other.database, path))).toBe('unused');
      await restoreBackup(other.database, path, { replaceUnused: true });
      expect(await everything(other.database.db)).toEqual(before);
    } finally {
      await other.drop();
    }
  });

  it('brings an older backup up to date, and refuses one of a later program', async () => {
    const migrations = await migrationNames();
    const path = aPath();
    const lines = gunzipSync(await readFile(await backUp()))
      .toString()
      .split('\n');
    const header = JSON.parse(lines[0] ?? '');
    const later = { ...header, migrations: [...migrations, '0999-later'] };
    await writeFile(
      path,
      await sealed([JSON.stringify(later), ...lines.slice(1, -2)].join('\n'), { mend: true }),
    );
    const error: unknown = await restoreBackup(test.database, path).catch((error: unknown) => error);
    expect(error).toMatchObject({ flaw: 'newer' });

    const older = await openDatabase({ databaseUrl: null, dataDir: null });
    const other = await openDatabase({ databaseUrl: null, dataDir: null });
    try {
      const { migrate } = await import('../../src/storage/migrate.ts');
      await migrate(older, { upTo: '0005-people' });
      await writeInstance(older.db, 'install_id', 'i_old');
      const old = await backUp(older);
      const { header } = await restoreBackup(other, old);
      expect(header.migrations.at(-1)).toBe('0005-people');
      expect(header.install).toBe('i_old');
      expect((await everything(other.db))['instance']).toEqual(['["install_id","\\"i_old\\""]']);
      expect(await migrate(other)).toEqual([]);
      // One that is further already is not turned back.
      expect(await hindranceOf(restoreBackup(test.database, old))).toBe('other version');
    } finally {
      await older.close();
      await other.close();
    }
  });

  it('refuses tables that the migrations never made', async () => {
    const lines = gunzipSync(await readFile(await backUp()))
      .toString()
      .split('\n')
      .slice(0, -2);
    const path = aPath();
    const other = await openDatabase({ databaseUrl: null, dataDir: null });
    try {
      for (const spoiled of [
        lines.filter((line) => !line.startsWith('{"table":"leads"')),
        lines.map((line) =>
          line.replace('{"table":"leads","columns":["ref"', '{"table":"leads","columns":["rev"'),
        ),
        lines.map((line) => line.replace('{"table":"leads"', '{"table":"pg_authid"')),
      ]) {
        await writeFile(path, await sealed(spoiled.join('\n'), { mend: true }));
        expect(await hindranceOf(restoreBackup(other, path))).toBe('other tables');
      }
      expect((await everything(other.db))['leads']).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
