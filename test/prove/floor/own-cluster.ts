/**
 * A PostgreSQL of the proof's own, made with the installed programs in a folder that is thrown away: what is done to it
 * (killed, stopped, filled up) must never be done to a server that somebody else uses.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../../support/free-port.ts';

const run = promisify(execFile);

export type Cluster = AsyncDisposable & {
  /** As the program comes to it: no superuser, so that the slots kept for those are not its own. */
  readonly url: string;
  readonly adminUrl: string;
  /** Resolves when the server answers again. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  /** Starts it if it gave up by itself. */
  revive(): Promise<void>;
  /** Holds all its processes still, as a machine that is stuck does. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
};

export type ClusterOptions = {
  readonly maxConnections?: number;
  /** An empty folder to put it in; one of its own where none is given. */
  readonly folder?: string;
};

/** Why there can be none here; null where there can. */
export async function whyNoCluster(): Promise<string | null> {
  if ((await programs()) === null) return 'PostgreSQL’s initdb and pg_ctl are not installed';
  if (process.platform !== 'linux') return 'its processes are found on Linux alone';
  if (process.getuid?.() === 0 && (await postgresUser()) === null) {
    return 'PostgreSQL does not run as root, and there is no user "postgres"';
  }
  return null;
}

export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const bin = await programs();
  if (bin === null) throw new Error('PostgreSQL is not installed.');
  const own = options.folder ?? (await mkdtemp(join(tmpdir(), 'baton-pg-')));
  const user = process.getuid?.() === 0 ? await postgresUser() : null;
  if (user) await chown(own, user.uid, user.gid);
  const data = join(own, 'data');
  const port = await freePort();
  const as = { ...user, cwd: own };
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: own,
    max_connections: options.maxConnections ?? 50,
    min_wal_size: '32MB',
    max_wal_size: '64MB',
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const serving = ['-D', data, '-l', join(own, 'log'), '-w', '-o', [`-p ${port}`, ...flags].join(' ')];
  const pgCtl = (how: readonly string[]) => waitFor(join(bin, 'pg_ctl'), how, as);

  await waitFor(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'], as);
  await pgCtl([...serving, 'start']);
  const adminUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await asAdmin(adminUrl, ['create role baton login', 'create database baton owner baton']);

  const signal = async (name: NodeJS.Signals) => {
    const server = await serverPid(data);
    for (const pid of [server, ...(await childrenOf(server))]) sendSignal(pid, name);
  };
  return {
    url: `postgres://baton@127.0.0.1:${port}/baton`,
    adminUrl,
    restart: (mode) => pgCtl([...serving, '-m', mode, 'restart']),
    async revive() {
      if (!existsSync(join(data, 'postmaster.pid'))) await pgCtl([...serving, 'start']);
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async [Symbol.asyncDispose]() {
      if (existsSync(join(data, 'postmaster.pid'))) {
        await signal('SIGCONT');
        await pgCtl(['-D', data, '-m', 'immediate', '-w', 'stop']);
      }
      await rm(options.folder === undefined ? own : data, { recursive: true, force: true });
    },
  };
}

export async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Where initdb and pg_ctl stand together: what is packaged, else what is in the path. */
async function programs(): Promise<string | null> {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged)
    ? (await readdir(packaged)).map(Number).toSorted((a, b) => b - a)
    : [];
  const places = [
    ...versions.map((version) => join(packaged, String(version), 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return places.find((place) => ['initdb', 'pg_ctl'].every((name) => existsSync(join(place, name)))) ?? null;
}

async function postgresUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  const users = await readFile('/etc/passwd', 'utf8');
  const found = /^postgres:[^:]*:(\d+):(\d+):/mu.exec(users);
  return found ? { uid: Number(found[1]), gid: Number(found[2]) } : null;
}

/** Its output goes nowhere: the server it leaves behind would keep a pipe open for ever. */
async function waitFor(
  program: string,
  given: readonly string[],
  as: { readonly uid?: number; readonly gid?: number; readonly cwd: string },
): Promise<void> {
  const child = spawn(program, given, { ...as, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ${given.at(-1) ?? ''} ended with ${String(code)}.`);
}

async function serverPid(data: string): Promise<number> {
  const [first] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(first);
}

async function childrenOf(parent: number): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=']);
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)$/gmu)].flatMap(([, pid, of]) =>
    Number(of) === parent ? [Number(pid)] : [],
  );
}

/** One that has ended meanwhile needs no signal. */
function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
