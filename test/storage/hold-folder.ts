/** Locks a folder and says so, for tests that need other processes: `locked`, `taken`, or the error on stdout. */
import { FolderTaken, lockFolder } from '../../src/storage/folder-lock.ts';

const [, , folder = ''] = process.argv;
try {
  await lockFolder(folder);
  process.stdout.write('locked\n');
  // The lock alone keeps nothing alive.
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(error instanceof FolderTaken ? 'taken\n' : `${String(error)}\n`);
}
