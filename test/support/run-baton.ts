/** Starts the real program as a process of its own, as `npm start` does, and keeps all that it prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { flagsToWatch } from './outgoing-calls.ts';
import { root } from './project-files.ts';

export type Running = {
  readonly url: string;
  readonly pid: number;
  readonly printed: () => string;
  /** Resolves with the exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** A request with the API's token. */
  api(path: string, init?: RequestInit): Promise<Response>;
};

export const testToken = 'a-token-for-tests';

/** Environment of a fresh embedded Baton on a free port; `DATABASE_URL` decides in `test:pg`, where none is given here. */
export function environmentOf(dataDir: string, more: Readonly<Record<string, string>> = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    API_TOKEN: testToken,
    ...more,
  };
}

const { scripts } = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
/** What `npm start` tells Node. */
const flags = scripts.start.split(' ').filter((word) => word.startsWith('--'));

export function spawnBaton(environment: NodeJS.ProcessEnv, cwd = root) {
  const child = spawn(
    process.execPath,
    [...flags, ...flagsToWatch(environment), join(root, 'src/start.mjs')],
    {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    child,
    ended,
    printed: () => printed,
    /** What a pattern finds, as soon as it is printed; null if the program ends before. */
    async find(pattern: RegExp): Promise<RegExpExecArray | null> {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray | null>();
      const look = () => {
        const found = pattern.exec(printed);
        if (found) resolve(found);
      };
      listeners.add(look);
      look();
      void ended.then(() => resolve(pattern.exec(printed)));
      const found = await promise;
      listeners.delete(look);
      return found;
    },
  };
}

export async function runBaton(environment: NodeJS.ProcessEnv, cwd = root): Promise<Running> {
  const program = spawnBaton(environment, cwd);
  const found = await program.find(/(http:\/\/[^\s/]+:\d+)\/api\/leads/);
  const url = found?.[1];
  const pid = program.child.pid;
  if (!url || pid === undefined) throw new Error(`Baton did not start:\n${program.printed()}`);
  const token = environment['API_TOKEN'] ?? /Bearer ([\w-]+)/.exec(program.printed())?.[1] ?? '';
  return {
    url,
    pid,
    printed: program.printed,
    ended: program.ended,
    stop(signal = 'SIGTERM') {
      program.child.kill(signal);
      return program.ended;
    },
    api(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      if (typeof init.body === 'string' && !headers.has('content-type')) {
        headers.set('content-type', 'application/json');
      }
      return fetch(`${url}${path}`, { ...init, headers });
    },
  };
}

/** An empty folder of its own, gone at the end of the scope. */
export async function emptyFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'baton-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
