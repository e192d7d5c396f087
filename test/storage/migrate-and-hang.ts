/** Begins to migrate and never finishes, for tests that kill it half-way: says `half` once the first table is there. */
import { migrate } from '../../src/storage/migrate.ts';
import { openDatabase } from '../../src/storage/open-database.ts';

const [, , databaseUrl = '', dataDir = '', folder = ''] = process.argv;
const database = await openDatabase({
  databaseUrl: databaseUrl === '' ? null : databaseUrl,
  dataDir: dataDir === '' ? null : dataDir,
});
await migrate(database, { folder: new URL(folder) });
