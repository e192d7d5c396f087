/** Opens PGlite, the embedded database: one process, one connection. Survives a killed process, not a power cut. */
import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, type PGliteDialectConfig } from 'kysely';
import type { Engine } from './open-database.ts';
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
  const listeners = new Set<() => void>();
  let closing: Promise<void> | null = null;
  return {
    db,
    engine: 'pglite',
    wake: async () => {
      for (const listener of listeners) listener();
    },
    onWake: (listener) => {
      const own = () => listener();
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

/** PGlite hangs the parameters of a failed query on its error. */
function discreet(lite: PGlite): PGliteDialectConfig['pglite'] {
  return {
    get closed() {
      return lite.closed;
    },
    get ready() {
      return lite.ready;
    },
    waitReady: lite.waitReady,
    close: () => lite.close(),
    query: (query, params, options) => withPlainErrors(() => lite.query(query, params, options)),
    transaction: (work) =>
      lite.transaction((trx) =>
        work({
          rollback: () => trx.rollback(),
          query: (query, params, options) => withPlainErrors(() => trx.query(query, params, options)),
        }),
      ),
  };
}
