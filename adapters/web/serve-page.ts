/**
 * The page's own files. TypeScript is served as JavaScript with its types stripped, each file once; there is no build,
 * and the line numbers that a browser shows are those of the source.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';

export type Served = { readonly body: string; readonly type: string; readonly tag: string };

const folder = new URL('page/', import.meta.url);
/** Modules that the page runs as they are; they import nothing but types. */
export const sharedModules = ['src/core/lead.ts', 'src/core/member.ts', 'src/words/sentence.ts'] as const;
const root = new URL('../../', import.meta.url);
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ts: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

const served = new Map<string, Promise<Served>>();

/** A file of the page by its name; null if there is none. Names have no folders, so nothing outside is reached. */
export async function pageFile(name: string): Promise<Served | null> {
  const ending = /^[a-z][a-z0-9-]*\.(html|css|ts|svg)$/.exec(name)?.[1];
  const type = ending === undefined ? undefined : types[ending];
  if (type === undefined) return null;
  return once(new URL(name, folder), type);
}

export async function sharedModule(path: (typeof sharedModules)[number]): Promise<Served | null> {
  return once(new URL(path, root), types['ts'] ?? '');
}

async function once(file: URL, type: string): Promise<Served | null> {
  const reading = served.get(file.href) ?? read(file, type);
  served.set(file.href, reading);
  try {
    return await reading;
  } catch (error) {
    served.delete(file.href);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function read(file: URL, type: string): Promise<Served> {
  const source = await readFile(file, 'utf8');
  const body = file.pathname.endsWith('.ts') ? withoutTypes(source) : source;
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
  return { body, type, tag };
}

/** Node remarks once that this is new. Whoever starts Baton can do nothing about it, and need not read it. */
function withoutTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
