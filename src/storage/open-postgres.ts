/**
 * Opens a pool of connections to PostgreSQL, with time limits so that a sick server costs seconds and no pool slot for
 * ever, and listens on one more connection for other processes' wakes.
 */
import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool, types, type ClientConfig } from 'pg';
import type { Engine } from './open-database.ts';
import { parsers } from './parsers.ts';
import type { Db, Tables } from './tables.ts';
import { startWakes } from './wakes.ts';

/** Presses are to be answered within two seconds; a statement that takes longer has lost its reader. */
const limits = {
  connectionTimeoutMillis: 2_000,
  statement_timeout: 5_000,
  // Of the client, for a server that doesn't even answer that it is too late.
  query_timeout: 7_000,
  idle_in_transaction_session_timeout: 10_000,
};

const poolSize = 10;
/**
 * So many stay open however quiet it is: a new one has compiled none of our functions yet, and the press that meets it
 * after a pause would wait four times as long.
 */
const kept = 5;

export async function openPostgres(
  databaseUrl: string,
  onTrouble: (trouble: Error) => void,
): Promise<Engine> {
  const base: ClientConfig = {
    connectionString: databaseUrl,
    application_name: 'baton',
    keepAlive: true,
    types: { getTypeParser: parserOf },
  };
  const pool = outliving(
    new Pool({ ...base, ...limits, max: poolSize, min: kept, idleTimeoutMillis: 30_000 }),
    onTrouble,
  );
  const db: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const ownProcesses = new Set<number>();
  pool.on('connect', (client) => void ownProcesses.add(processOf(client)));
  pool.on('remove', (client) => void ownProcesses.delete(processOf(client)));
  const wakes = startWakes({
    isOwn: (processId) => ownProcesses.has(processId),
    connect: () => new Client({ ...base, connectionTimeoutMillis: limits.connectionTimeoutMillis }),
    notify: async (channel) => {
      await pool.query('select pg_notify($1, $2)', [channel, '']);
    },
    onTrouble,
  });
  let closing: Promise<void> | null = null;
  return {
    db,
    engine: 'postgres',
    wake: wakes.wake,
    onWake: wakes.onWake,
    patiently: async (work) => {
      const own = outliving(new Pool({ ...base, connectionTimeoutMillis: 10_000, max: 1 }), onTrouble);
      const patient: Db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: own }) });
      try {
        return await work(patient);
      } finally {
        await patient.destroy();
        if (!own.ended) await own.end();
      }
    },
    close: () => {
      closing ??= wakes
        .stop()
        .then(() => db.destroy())
        .then(() => (pool.ended ? undefined : pool.end()));
      return closing;
    },
  };
}

/**
 * A server that goes away takes no process with it. The pool hears of its idle connections alone; one that is in use and
 * breaks between two statements would be an error that nobody hears, which ends the process. Whoever uses it is told by
 * the statement in hand, or by the next.
 */
function outliving(pool: Pool, onTrouble: (trouble: Error) => void): Pool {
  pool.on('error', onTrouble);
  pool.on('connect', (client) => void client.on('error', toldByItsStatement));
  return pool;
}
const toldByItsStatement = () => undefined;

/** The server's process behind a connection, as it stands on notifications; the types do not know it. */
function processOf(client: object): number {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : 0;
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  const own = format === 'binary' ? undefined : parsers[oid];
  return own ?? types.getTypeParser(oid, format);
}
