/** `npm run restore -- FILE [--into-empty]`: puts a backup into an empty database, of this engine or of the other. */
import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { codeOf } from './code-of.ts';
import { NotReached, reachDatabase } from './reach-database.ts';
import { Refused, runCommand, tell } from './run-command.ts';
import { checkBackup } from './storage/backup/read-backup.ts';
import { countBatons, restoreBackup } from './storage/backup/restore-backup.ts';
import { terminalLanguage } from './terminal-language.ts';
import { speak } from './words/say.ts';

const say = speak(terminalLanguage(process.env));

await runCommand(async (settings) => {
  const { file, intoEmpty } = understand(process.argv.slice(2));
  await access(file, constants.R_OK).catch((error: unknown) => {
    throw new Refused(say('terminal.backup.noFile', { file, code: codeOf(error) }));
  });
  // Before a folder is made for it.
  await checkBackup(file);
  const reached = await reachDatabase(settings, { makes: true, alone: true });
  if (reached.type !== 'opened') throw new NotReached({ type: 'taken' });
  try {
    const { database } = reached;
    if (database.engine === 'postgres' && (await countBatons(database.db)) > 0) {
      throw new Refused(say('terminal.backup.why.inUse'));
    }
    const { header, end } = await restoreBackup(database, file, { replaceUnused: intoEmpty });
    const count = end.tables['leads']?.rows ?? 0;
    tell(say('terminal.backup.restored', { count, at: header.takenAt }));
    tell(say('terminal.backup.restoredNext'));
    return 0;
  } finally {
    await reached.close();
  }
});

function understand(args: readonly string[]): { readonly file: string; readonly intoEmpty: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'into-empty': { type: 'boolean', default: false } },
    });
    const [file, ...more] = positionals;
    if (file !== undefined && file !== '' && more.length === 0) {
      return { file, intoEmpty: values['into-empty'] };
    }
  } catch {
    // What was typed is not understood: it is told how to.
  }
  throw new Refused(say('terminal.backup.usageRestore'));
}
