import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/open-database.ts';
import { serverUrl } from '../support/migrated.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();

describe('the database', () => {
  it('reads values alike on both engines', async () => {
    const { rows } = await sql`
      select 1773000000000::bigint as moment, count(*) as count, date '2026-03-29' as day, 12.50::numeric as amount,
        '{"a": [1, null]}'::jsonb as json, array['a', 'b'] as list, null::bigint as nothing, true as flag`.execute(
      test.db,
    );
    expect(rows).toEqual([
      {
        moment: 1_773_000_000_000,
        count: 1,
        day: '2026-03-29',
        amount: '12.50',
        json: { a: [1, null] },
        list: ['a', 'b'],
        nothing: null,
        flag: true,
      },
    ]);
  });

  it('hands values over alike on both engines', async () => {
    const hard = String.raw`a "b" \ {c}, 'd' NULL $1 ы 🙂`;
    const list = [hard, '', null, 'NULL'];
    const { rows } = await sql`
      select ${hard}::text as text, ${-12.5}::double precision as number, ${true}::boolean as flag,
        ${7}::text as digits, ${null}::text as nothing, ${list}::text[] as list, ${[1, 2]}::integer[] as numbers,
        ${[]}::text[] as none, ${JSON.stringify({ a: [hard] })}::text::jsonb as json,
        ${Buffer.from([0, 255, 92])}::bytea = decode('00ff5c', 'hex') as bytes`.execute(test.db);
    expect(rows).toEqual([
      {
        text: hard,
        number: -12.5,
        flag: true,
        digits: '7',
        nothing: null,
        list,
        numbers: [1, 2],
        none: [],
        json: { a: [hard] },
        bytes: true,
      },
    ]);
  });

  it('counts what was written', async () => {
    const add = sql`insert into ledger (platform, id) select 'slack', x::text from generate_series(1, 12) x`;
    expect((await add.execute(test.db)).numAffectedRows).toBe(12n);
    const gone = await test.db.deleteFrom('ledger').where('id', 'in', ['1', '2']).executeTakeFirst();
    expect(gone.numDeletedRows).toBe(2n);
    const none = await test.db.deleteFrom('ledger').where('id', '=', '1').executeTakeFirst();
    expect(none.numDeletedRows).toBe(0n);
  });

  it('goes on after a statement that failed, alone and in a transaction', async () => {
    const failing = sql`insert into ledger (platform, id) values ('slack', ${'twice'}), ('slack', ${'twice'})`;
    await expect(failing.execute(test.db)).rejects.toMatchObject({
      code: '23505',
      constraint: 'ledger_pkey',
    });
    await expect(sql`select 1 / ${0}::integer`.execute(test.db)).rejects.toMatchObject({ code: '22012' });
    await expect(
      test.db.transaction().execute(async (trx) => {
        await sql`insert into ledger (platform, id) values ('slack', 'undone')`.execute(trx);
        await failing.execute(trx);
      }),
    ).rejects.toMatchObject({ code: '23505' });
    const { rows } = await sql`select count(*) as count from ledger`.execute(test.db);
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('refuses a number that would be read wrong', async () => {
    await expect(sql`select 9007199254740993::bigint`.execute(test.db)).rejects.toThrow(/exactly/);
  });

  it('tells its clock by an offset to the local one', async () => {
    const { rows } = await sql<{ now: number }>`select now_ms() as now`.execute(test.db);
    const behindMs = 3_600_000;
    const opened = await openDatabase({
      databaseUrl: test.url,
      dataDir: null,
      localNow: () => (rows[0]?.now ?? 0) - behindMs,
    });
    // Opening takes a while, and the clock that was handed in stands still.
    expect(opened.offsetMs).toBeGreaterThanOrEqual(behindMs);
    expect(opened.offsetMs).toBeLessThan(behindMs + 60_000);
    await opened.close();
  });

  it('wakes whoever listens, until they stop', async () => {
    let woken = 0;
    const stop = test.database.onWake(() => (woken += 1));
    await test.database.wake();
    expect(woken).toBeGreaterThanOrEqual(1);
    stop();
    const before = woken;
    await test.database.wake();
    expect(woken).toBe(before);
  });

  it('closes twice without harm', async () => {
    const opened = await openDatabase({ databaseUrl: test.url, dataDir: null });
    await Promise.all([opened.close(), opened.close()]);
    await opened.close();
  });

  it('hands no values on with an error', async () => {
    const failure: unknown = await sql`select ${'canary'}::text::bigint, ${'{'}::text::jsonb`
      .execute(test.db)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(Object.keys(Object(failure))).not.toContain('params');
  });

  describe.skipIf(serverUrl === null)('of several processes (the embedded one has one)', () => {
    it('wakes the others', async () => {
      const other = await openDatabase({ databaseUrl: test.url, dataDir: null });
      const { promise, resolve } = Promise.withResolvers<void>();
      other.onWake(() => resolve());
      // Its ear may still be opening; waking is repeated as it is in life.
      const again = setInterval(() => void test.database.wake(), 50);
      await promise;
      clearInterval(again);
      await other.close();
    });

    it('hears again after its connections were cut', async () => {
      const troubles: Error[] = [];
      const other = await openDatabase({
        databaseUrl: test.url,
        dataDir: null,
        onTrouble: (trouble) => troubles.push(trouble),
      });
      const first = Promise.withResolvers<void>();
      const stop = other.onWake(() => first.resolve());
      let again = setInterval(() => void test.database.wake(), 50);
      await first.promise;
      clearInterval(again);
      stop();
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like 'listen baton_wake%'`.execute(test.db);
      const second = Promise.withResolvers<void>();
      other.onWake(() => second.resolve());
      again = setInterval(() => void test.database.wake(), 50);
      await second.promise;
      clearInterval(again);
      expect(troubles.length).toBeGreaterThan(0);
      await other.close();
    });

    it('outlives a connection that is ended while somebody uses it', async () => {
      const other = await openDatabase({ databaseUrl: test.url, dataDir: null });
      const cut = other.db.connection().execute(async (db) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(test.db);
        return sql`select pg_sleep(10)`.execute(db);
      });
      await expect(cut).rejects.toThrow(/terminat|connection error/);
      // The next one may still meet the broken connection; the one after that has another.
      const one = async () => (await sql`select 1 as one`.execute(other.db)).rows;
      expect(await one().catch(one)).toEqual([{ one: 1 }]);
      await other.close();
    });

    it('says within seconds that nobody answers', async () => {
      const nobody = 'postgres://postgres@127.0.0.1:9/none';
      await expect(openDatabase({ databaseUrl: nobody, dataDir: null })).rejects.toThrow(/ECONNREFUSED/);
    });
  });
});
