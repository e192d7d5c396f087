/**
 * What the commands `backup`, `restore` and `verify` have in common: settings, and telling in a sentence why something
 * was not done. Never a message of an error: it could hold a contact, or a password.
 */
import { existsSync } from 'node:fs';
import { codeOf } from './code-of.ts';
import { NotReached } from './reach-database.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { BackupUnderWay } from './storage/backup/embedded-snapshot.ts';
import { BackupUnusable } from './storage/backup/format.ts';
import { RestoreRefused } from './storage/backup/restore-backup.ts';
import { terminalLanguage } from './terminal-language.ts';
import { whyNotStarted } from './why-not-started.ts';
import { speak } from './words/say.ts';

const say = speak(terminalLanguage(process.env));

/** Said to whoever typed the command, which ends with 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Answers with what the process ends. */
export async function runCommand(work: (settings: Settings) => Promise<number>): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const read = readSettings(process.env);
  if (!read.ok)
    return end(
      whyNotStarted({ type: 'settings', problems: read.problems }, null, terminalLanguage(process.env)),
    );
  try {
    process.exitCode = await work(read.settings);
  } catch (error) {
    end(whyNot(error, read.settings));
  }
}

export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

function end(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

function whyNot(error: unknown, { dataDir }: Settings): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof BackupUnderWay) return say('terminal.backup.why.underWay');
  if (error instanceof BackupUnusable) return say(`terminal.backup.flaw.${flawKeys[error.flaw]}`);
  if (error instanceof RestoreRefused) {
    return say(`terminal.backup.hindrance.${hindranceKeys[error.hindrance]}`);
  }
  if (error instanceof NotReached) {
    const { why } = error;
    switch (why.type) {
      case 'no data':
        return say('terminal.backup.why.noData', { dir: dataDir });
      case 'taken':
        return say('terminal.backup.why.taken', { dir: dataDir });
      case 'no token':
        return say('terminal.backup.why.noToken', { dir: dataDir });
      case 'database':
        return say('terminal.backup.why.database', { code: why.code });
      case 'silent':
        return say('terminal.backup.why.silent', { url: why.url, code: why.code });
      case 'refused':
        if (why.status === 401) return say('terminal.backup.why.wrongToken', { url: why.url });
        if (why.status === 409) return say('terminal.backup.why.underWay');
        return say('terminal.backup.why.refused', { url: why.url, status: why.status });
    }
  }
  return say('terminal.backup.why.brokeOff', { code: codeOf(error) });
}

const flawKeys = {
  'not a backup': 'notABackup',
  damaged: 'damaged',
  'cut short': 'cutShort',
  newer: 'newer',
  bloated: 'bloated',
} as const satisfies Record<BackupUnusable['flaw'], string>;

const hindranceKeys = {
  'not empty': 'notEmpty',
  unused: 'unused',
  'other version': 'otherVersion',
  'other tables': 'otherTables',
  'not as written': 'notAsWritten',
} as const satisfies Record<RestoreRefused['hindrance'], string>;
