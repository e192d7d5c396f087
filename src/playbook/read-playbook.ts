/**
 * Reads the company's regulation from its file: checked as a whole, every mistake told at once with its line.
 * Knows nothing of who uses it.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { Playbook, Text } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import { checkPlaybook } from './check-playbook.ts';
import { directionOf } from './direction-of.ts';
import { readTime, readWeekdays } from './hours.ts';
import { planOf } from './plan-of.ts';
import { lineFinder, pathOf, problemsOf } from './problem.ts';
import type { PlaybookProblem, Where } from './problem.ts';
import { playbookSchema } from './schema.ts';
import type { PlaybookInput } from './schema.ts';

export type PlaybookRead =
  | { readonly ok: true; readonly playbook: Playbook }
  | { readonly ok: false; readonly problems: readonly PlaybookProblem[] };

const maxPlaybookBytes = 256 * 1024;
const maxScriptBytes = 64 * 1024;

const say = speak('en');

export async function readPlaybook(path: string): Promise<PlaybookRead> {
  const file = await readText(path, maxPlaybookBytes);
  if (!file.ok) return { ok: false, problems: [{ line: 0, path: '', says: file.says }] };
  const parsed = parsePlaybook(file.text);
  if (!parsed.ok) return parsed;
  const { input, where } = parsed;
  const scripts = await readScripts(input, dirname(path), where);
  if (scripts.problems.length > 0) return { ok: false, problems: scripts.problems };
  return { ok: true, playbook: playbookOf(input, scripts.texts, file.text) };
}

type Parsed =
  | { readonly ok: true; readonly input: PlaybookInput; readonly where: Where }
  | { readonly ok: false; readonly problems: readonly PlaybookProblem[] };

/** From text to checked input; scripts are not read yet. */
export function parsePlaybook(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      path: '',
      says: say('terminal.playbook.yaml', {
        problem: error.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '',
      }),
    }));
    return { ok: false, problems };
  }
  const where = lineFinder(document, lines);
  const plain = plainOf(document);
  if (!plain.ok)
    return { ok: false, problems: [{ line: 1, path: '', says: say('terminal.playbook.aliases') }] };
  const checked = playbookSchema.safeParse(plain.value, { reportInput: true });
  const found = checked.success
    ? checkPlaybook(checked.data, where)
    : problemsOf(checked.error.issues, where);
  if (!checked.success || found.length > 0) {
    return { ok: false, problems: found.toSorted((one, other) => one.line - other.line) };
  }
  return { ok: true, input: checked.data, where };
}

/** Aliases are resolved with a limit, since a few lines of them can stand for gigabytes. */
function plainOf(document: ReturnType<typeof parseDocument>): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 50 }) };
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) return { ok: false };
    throw error;
  }
}

function playbookOf(input: PlaybookInput, scripts: ReadonlyMap<string, string>, text: string): Playbook {
  const scriptText = (path: string) => scripts.get(path) ?? '';
  const scriptOf = (script: string | { en: string; uk: string } | undefined): Text => {
    if (script === undefined) return { en: '', uk: '' };
    return typeof script === 'string'
      ? { en: scriptText(script), uk: scriptText(script) }
      : { en: scriptText(script.en), uk: scriptText(script.uk) };
  };
  const directions = Object.keys(input.directions).map(
    (id) => [id, directionOf(id, input, scriptOf)] as const,
  );
  const hash = createHash('sha256').update(text);
  for (const [path, script] of scripts) hash.update(`\0${path}\0${script}`);
  return {
    company: input.company,
    language: input.language,
    timeZone: input['time zone'],
    shown: input['show in channels'],
    directions: Object.fromEntries(directions),
    announceAtMost: input['announce at most'],
    digest: { at: readTime(input.digest.at), weekdays: readWeekdays(input.digest.weekdays) },
    plan: planOf(input),
    hash: hash.digest('hex'),
  };
}

async function readScripts(input: PlaybookInput, folder: string, where: Where) {
  const texts = new Map<string, string>();
  const problems: PlaybookProblem[] = [];
  for (const [id, direction] of Object.entries(input.directions)) {
    for (const stage of ['prospecting', 'closing', 'account'] as const) {
      const script = direction[stage]?.script;
      if (script === undefined) continue;
      const path = ['directions', id, stage, 'script'];
      for (const file of typeof script === 'string' ? [script] : [script.en, script.uk]) {
        if (texts.has(file)) continue;
        const read = await readText(resolve(folder, file), maxScriptBytes);
        if (read.ok) texts.set(file, read.text);
        else problems.push({ line: where(path), path: pathOf(path), says: read.says });
      }
    }
  }
  return { texts, problems };
}

type FileRead = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly says: string };

async function readText(path: string, maxBytes: number): Promise<FileRead> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  });
  if (!bytes) return { ok: false, says: say('terminal.playbook.noFile', { path }) };
  if (bytes.length > maxBytes) {
    return { ok: false, says: say('terminal.playbook.tooLarge', { path, limit: String(maxBytes / 1024) }) };
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, says: say('terminal.playbook.notUtf8', { path }) };
    throw error;
  }
}
