/** Opens PGlite, the embedded database: one process, one connection. Survives a killed process, not a power cut. */
import { mkdir } from 'node:fs/promises';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, type PGliteDialectConfig } from 'kysely';
import { askPglite } from './ask-pglite.ts';
import type { Engine, WakeTopic } from './open-database.ts';
import { parsers } from './parsers.ts';
import { withPlainErrors } from './plain-error.ts';
import type { Tables } from './tables.ts';

export async function openPglite(dataDir: string | null, loadFrom: Blob | undefined): Promise<Engine> {
  if (dataDir !== null) await mkdir(dataDir, { recursive: true });
  const lite = await PGlite.create({
    ...(dataDir === null ? {} : { dataDir }),
    ...(loadFrom ? { loadDataDir: loadFrom } : {}),
    parsers: { ...parsers },
  });
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: discreet(lite) }) });
  const listeners = new Set<(topic: WakeTopic) => void>();
  let closing: Promise<void> | null = null;
  return {
    db,
    engine: 'pglite',
    wake: async (topic = 'outbox') => {
      for (const listener of listeners) listener(topic);
    },
    onWake: (listener) => {
      const own = (topic: WakeTopic) => listener(topic);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    patiently: (work) => work(db),
    close: () => {
      // An instance that is not closed keeps the process alive.
      closing ??= db.destroy().then(() => (lite.closed ? undefined : lite.close()));
      return closing;
    },
  };
}

/**
 * PGlite works on this very thread, and a queue of statements would be worked through without a gap: a thousand leads
 * at once, and for seconds no socket is read and no timer runs. So after each statement everybody else has a turn,
 * while the connection is still held.
 */
async function inTurns<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await withPlainErrors(work);
  } finally {
    for (let turn = 0; turn < turnsBetween; turn += 1) await othersTurn();
  }
}

/** Of a crowd at the door one connection is let in per turn. Turns in which nobody comes cost next to nothing. */
const turnsBetween = 8;

/** Kysely has one statement or transaction at a time on it; errors hold no parameters. */
function discreet(lite: PGlite): PGliteDialectConfig['pglite'] {
  const ask =
    (isAlone: boolean) =>
    <Row>(statement: string, parameters: readonly unknown[] = []) =>
      inTurns(() => lite.runExclusive(() => askPglite<Row>(lite, statement, parameters, isAlone)));
  return {
    get closed() {
      return lite.closed;
    },
    get ready() {
      return lite.ready;
    },
    waitReady: lite.waitReady,
    close: () => lite.close(),
    query: ask(true),
    transaction: (work) =>
      lite.transaction((trx) => work({ rollback: () => trx.rollback(), query: ask(false) })),
  };
}
