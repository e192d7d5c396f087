/** A thread that lives the days that it is asked for, one after the other. */
import { parentPort } from 'node:worker_threads';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { migratedDump } from '../../support/migrated.ts';
import { liveOnce, type DayAsked } from './live-once.ts';

const port = parentPort;
if (!port) throw new Error('This lives in a thread of its own.');
const opening = migratedDump().then((loadFrom) =>
  openDatabase({ databaseUrl: null, dataDir: null, loadFrom }),
);
port.on('message', (asked: DayAsked) => {
  void opening
    .then(async (database) => liveOnce(database, asked))
    .then(
      (day) => port.postMessage(day),
      // It ends the thread, and whoever waits for the day hears it.
      (error: unknown) =>
        process.nextTick(() => {
          throw error;
        }),
    );
});
