/** `npm run backup [-- --to FILE]`: writes all there is to one file, while Baton runs or not, and checks what it wrote. */
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { systemClock } from './app/clock.ts';
import { reachDatabase } from './reach-database.ts';
import { Refused, runCommand, tell } from './run-command.ts';
import type { Settings } from './settings.ts';
import type { BackupEnd, BackupHeader } from './storage/backup/format.ts';
import { checkBackup } from './storage/backup/read-backup.ts';
import { writeBackup } from './storage/backup/write-backup.ts';
import { terminalLanguage } from './terminal-language.ts';
import { speak } from './words/say.ts';

const say = speak(terminalLanguage(process.env));

await runCommand(async (settings) => {
  const to = pathOf(process.argv.slice(2));
  if (existsSync(to)) throw new Refused(say('terminal.backup.exists', { file: to }));
  const { header, end } = await backUp(settings, to);
  const count = end.tables['leads']?.rows ?? 0;
  tell(say('terminal.backup.written', { file: to, count, at: header.takenAt }));
  tell(say('terminal.backup.private'));
  return 0;
});

function pathOf(args: readonly string[]): string {
  try {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' } } });
    if (values.to !== '') return values.to ?? usualPath();
  } catch {
    // What was typed is not understood: it is told how to.
  }
  throw new Refused(say('terminal.backup.usage'));
}

function usualPath(): string {
  const at = Temporal.Instant.fromEpochMilliseconds(systemClock().now()).toString({ smallestUnit: 'second' });
  return join('backups', `baton-${at.replaceAll(':', '-')}.jsonl.gz`);
}

/** Under its name only when it is whole, on the disk, and has been read back. For its owner alone: it holds contacts. */
async function backUp(
  settings: Settings,
  to: string,
): Promise<{ readonly header: BackupHeader; readonly end: BackupEnd }> {
  const reached = await reachDatabase(settings);
  const part = `${to}.${process.pid}.part`;
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const file = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
    if (reached.type === 'opened') await writeBackup(reached.database, file);
    else await pipeline(await reached.ask('/api/backup'), file);
    const checked = await checkBackup(part);
    await rename(part, to);
    const folder = await open(dirname(to), 'r');
    await folder.sync();
    await folder.close();
    return checked;
  } finally {
    await rm(part, { force: true });
    if (reached.type === 'opened') await reached.close();
  }
}
