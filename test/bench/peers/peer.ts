/**
 * What a team might take instead of Baton, as the bench sees it: installed from its own lock into a folder that no tool of
 * the project looks into, started as a process, and asked over HTTP. A peer keeps a lead by one INSERT, posts it to Slack,
 * and answers then; and it lets a lead be claimed as one would build it there: it looks who has it, and writes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  installAside,
  installedAt as folderOf,
  isInstalled as isAside,
  type Aside,
} from '../../support/install-aside.ts';

export type Where = {
  /** Of its tables, `peer_leads`. */
  readonly database: string;
  readonly slack: { readonly api: string; readonly token: string; readonly channel: string };
  /** A folder of its own. */
  readonly folder: string;
};

export type RunningPeer = {
  readonly port: number;
  readonly pid: number;
  /** From being spawned until it answered. */
  readonly startMs: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

export type Peer = {
  /** Its folder here, and what it is called. */
  readonly name: 'node-red' | 'n8n';
  readonly how: 'default' | 'at its best';
  readonly paths: { readonly lead: string; readonly claim: string };
  /** Once for a folder, before the first start. */
  prepare(where: Where): Promise<void>;
  start(where: Where): Promise<RunningPeer>;
};

/** The flow's statements; the same for every peer. */
export const statements = {
  insert: 'insert into peer_leads (name, email) values ($1, $2) returning id',
  read: 'select owner from peer_leads where id = $1',
  write: 'update peer_leads set owner = $2 where id = $1',
} as const;

export const tables =
  'create table peer_leads (id int generated always as identity primary key, name text, email text, owner text)';

const aside = (name: string): Aside => ({ lock: `test/bench/peers/${name}`, at: `peers/${name}` });
export const installedAt = (name: string): string => folderOf(aside(name));
export const isInstalled = (name: string): boolean => isAside(aside(name));

/** Nothing where it is there already; `rebuild` names what must be compiled, as scripts are not run. */
export function install(name: string, files: readonly string[], rebuild: readonly string[]): Promise<void> {
  return installAside({ ...aside(name), files, rebuild });
}

export type Program = {
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly port: number;
  /** Asked again and again; it is up with the first 200 that is JSON. */
  readonly ready: string;
  readonly withinMs: number;
};

export async function startPeer(program: Program): Promise<RunningPeer> {
  const { script, args, environment, port, ready, withinMs } = program;
  const { PATH, HOME } = process.env;
  const began = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed = (printed + text).slice(-4_000)));
  const ended = once(child, 'close');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} could not be started.`);
  while (!hasEnded() && performance.now() - began < withinMs) {
    if (await answers(`http://127.0.0.1:${port}${ready}`))
      return {
        port,
        pid,
        startMs: performance.now() - began,
        async stop(signal = 'SIGTERM') {
          child.kill(signal);
          await ended;
        },
      };
    await pause(20);
  }
  child.kill('SIGKILL');
  await ended;
  throw new Error(`It did not answer within ${withinMs / 1000} s:\n${printed}`);
}

/** Nobody listens yet, or its page is shown, which n8n does for every path before the flow has its own: that is no answer. */
async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200 && /json/u.test(response.headers.get('content-type') ?? '');
    },
    () => false,
  );
}
