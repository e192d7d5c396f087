/** `npm run migrate`: brings the database up to date without starting Baton. */
import { existsSync } from 'node:fs';
import { readSettings } from './settings.ts';
import { FolderTaken, lockFolder } from './storage/folder-lock.ts';
import { migrate } from './storage/migrate.ts';
import { openDatabase } from './storage/open-database.ts';
import { whyNotStarted } from './why-not-started.ts';
import { speak } from './words/say.ts';

const say = speak('en');

if (existsSync('.env')) process.loadEnvFile('.env');
const read = readSettings(process.env);
if (read.ok) {
  const { databaseUrl, dataDir } = read.settings;
  try {
    const lock = databaseUrl === null ? await lockFolder(dataDir) : null;
    const database = await openDatabase({ databaseUrl, dataDir });
    const done = await migrate(database);
    await database.close();
    await lock?.release();
    const count = done.length;
    process.stdout.write(
      `${count > 0 ? say('terminal.migrate.done', { count }) : say('terminal.migrate.none')}\n`,
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const why =
      error instanceof FolderTaken
        ? ({ type: 'folder taken' } as const)
        : ({ type: 'database', code } as const);
    process.stderr.write(`${whyNotStarted(why, read.settings, 'en')}\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write(`${whyNotStarted({ type: 'settings', problems: read.problems }, null, 'en')}\n`);
  process.exitCode = 1;
}
