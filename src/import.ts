/**
 * `npm run import -- leads.csv`: sends a spreadsheet to the running Baton, shows how far it is, and writes the rows
 * that were refused beside the file, with their reasons. It touches no database: the running Baton does the work.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { codeOf } from './code-of.ts';
import { progressBar } from './progress-bar.ts';
import { refusedFile, refusedPath } from './refused-file.ts';
import { sendImport, type ImportAnswer, type Sending } from './send-import.ts';
import { readSettings } from './settings.ts';
import { readNote } from './storage/running-note.ts';
import { whyNotStarted } from './why-not-started.ts';
import { speak } from './words/say.ts';

const language = /^uk/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '')
  ? 'uk'
  : 'en';
const say = speak(language);
const largestMiB = 32;
const shownAtMost = 10;

if (existsSync('.env')) process.loadEnvFile('.env');
process.exitCode = await run(process.argv.slice(2));

async function run(given: readonly string[]): Promise<number> {
  const options = readOptions(given);
  if (typeof options === 'string') return fail(options);
  if (options.help || options.path === undefined) {
    process.stdout.write(`${say('imports.command.usage')}\n`);
    return options.help ? 0 : 1;
  }
  const target = await readTarget();
  if (typeof target === 'string') return fail(target);
  const path = fromWhereCalled(options.path);
  const file = await readFile(path).catch((error: unknown) => codeOf(error));
  if (typeof file === 'string')
    return fail(say('imports.command.noFile', { path: options.path, code: file }));
  if (file.length > largestMiB * 1024 * 1024)
    return fail(say('imports.command.tooLarge', { max: largestMiB }));

  const bar = progressBar(process.stderr);
  const sent = await sendImport({ ...target, ...options, file, language, onProgress: bar.show });
  bar.clear();
  if (!sent.ok) return fail(sent.says);
  return tell(sent.answer, path, file);
}

type Options = Pick<Sending, 'map' | 'isDryRun' | 'direction' | 'source'> & {
  readonly help: boolean;
  readonly path: string | undefined;
};

function readOptions(given: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        map: { type: 'string', multiple: true },
        'dry-run': { type: 'boolean' },
        direction: { type: 'string' },
        source: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [path, ...more] = positionals;
    if (more.length > 0) return sayWrong(more.join(' '));
    return {
      path,
      help: values.help === true,
      map: values.map ?? [],
      isDryRun: values['dry-run'] === true,
      direction: values.direction ?? null,
      source: values.source ?? null,
    };
  } catch (error) {
    if (!codeOf(error).startsWith('ERR_PARSE_ARGS')) throw error;
    return sayWrong(/'([^']*)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? '');
  }
}

function sayWrong(option: string): string {
  return `${say('imports.command.wrongOption', { option })}\n\n${say('imports.command.usage')}`;
}

/** Where nothing says otherwise, the Baton that works on the embedded database here, which left a note of where it is. */
async function readTarget(): Promise<Pick<Sending, 'url' | 'token'> | string> {
  const read = readSettings(process.env);
  if (!read.ok) return whyNotStarted({ type: 'settings', problems: read.problems }, null, language);
  const { host, port, apiToken, databaseUrl, dataDir } = read.settings;
  const named = process.env['BATON_URL'] || null;
  if (apiToken === null) {
    const note = named === null && databaseUrl === null ? await readNote(dataDir) : null;
    return note ?? say('imports.command.noToken');
  }
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const usual = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  return { url: (named ?? usual).replace(/\/+$/, ''), token: apiToken };
}

/** npm runs a script in the folder of the project, wherever it was called. */
function fromWhereCalled(path: string): string {
  return isAbsolute(path) ? path : resolve(process.env['INIT_CWD'] ?? '.', path);
}

async function tell(answer: ImportAnswer, path: string, file: Uint8Array): Promise<number> {
  const { received, created, known, refused, encoding, dryRun } = answer;
  const counts = [
    say('imports.command.received', { count: received }),
    say('imports.command.created', { count: created }),
    say('imports.command.known', { count: known }),
    say('imports.command.refusedRows', { count: refused.length }),
  ];
  const lines = [counts.join(', ')];
  if (encoding !== 'utf-8') lines.push(say('imports.command.encoding', { encoding: 'Windows-1251' }));
  for (const { row, reasons } of refused.slice(0, shownAtMost)) {
    lines.push(`  ${say('imports.command.refusedRow', { row, reason: reasons.join(' ') })}`);
  }
  const rest = refused.length - shownAtMost;
  if (rest > 0) lines.push(`  ${say('imports.command.andMore', { count: rest })}`);
  if (dryRun === true) lines.push(say('imports.command.dryRun'));
  process.stdout.write(`${lines.join('\n')}\n`);
  return refused.length > 0 ? writeRefused(path, file, refused) : 0;
}

async function writeRefused(
  path: string,
  file: Uint8Array,
  refused: ImportAnswer['refused'],
): Promise<number> {
  const wanted = refusedPath(path);
  const shown = relative(process.env['INIT_CWD'] ?? '.', wanted);
  try {
    await writeFile(wanted, await refusedFile(file, refused));
  } catch (error) {
    return fail(say('imports.command.notWritten', { path: shown, code: codeOf(error) }));
  }
  process.stdout.write(`${say('imports.command.refusedFile', { path: shown })}\n`);
  return 0;
}

function fail(why: string): number {
  process.stderr.write(`${why}\n`);
  return 1;
}
