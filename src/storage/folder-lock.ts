/**
 * Locks the folder of the embedded database against a second process, which would silently lose what either writes.
 *
 * The owner listens on a socket in the folder. Connecting to it tells a living owner from a dead one, over process ids
 * that were used anew and over containers that share the folder; an owner that doesn't answer is an owner all the
 * same, since it is the system that accepts the connection. The short while in which a starter looks, clears away a
 * dead owner's socket and puts its own there is guarded by a file lock, which the system lifts when its holder dies.
 */
import { mkdir, mkdtemp, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

export type FolderLock = { release(): Promise<void> };

/** Another process works with this folder. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
  readonly folder: string;
  constructor(folder: string) {
    super(`Another process works with ${folder}. Stop it, or choose another folder.`);
    this.folder = folder;
  }
}

const socketName = 'baton.sock';
const guardName = 'baton.guard';
/** macOS allows 104 bytes for a socket's path, Linux 108. */
const pathBytesAtMost = 100;
const guardWaitMs = 5_000;
const guardRetryMs = 10;

export async function lockFolder(dir: string): Promise<FolderLock> {
  const folder = resolve(dir);
  await mkdir(folder, { recursive: true });
  const short = await shortPathTo(folder);
  try {
    const server = await guarded(folder, () => listenIn(folder, short.path));
    return {
      release: async () => {
        // Closing removes the socket, by the path that was listened on.
        await close(server);
        await short.remove();
      },
    };
  } catch (error) {
    await short.remove();
    throw error;
  }
}

async function listenIn(folder: string, path: string): Promise<Server> {
  const socket = join(path, socketName);
  const first = await listen(socket);
  if (first) return first;
  if (await isAnswered(socket)) throw new FolderTaken(folder);
  await rm(socket, { force: true });
  const second = await listen(socket);
  if (!second) throw new FolderTaken(folder);
  return second;
}

/** Null if something stands under this path. */
function listen(socket: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen({ path: socket }, () => {
      // The lock must not be what keeps a process alive.
      server.unref();
      resolve(server);
    });
  });
}

/** Only a socket that nobody listens on, or none at all, means that there is no owner. */
function isAnswered(socket: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: socket });
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      // Its queue is full: somebody listens and does not get round to it.
      else if (error.code === 'EAGAIN') resolve(true);
      else reject(error);
    });
  });
}

/** SQLite's exclusive lock on an empty file: the one file lock that Node brings. */
async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const guard = new DatabaseSync(join(folder, guardName), { timeout: 0 });
  try {
    for (let waitedMs = 0; !isBegun(guard); waitedMs += guardRetryMs) {
      if (waitedMs >= guardWaitMs) throw new FolderTaken(folder);
      await wait(guardRetryMs);
    }
    return await work();
  } finally {
    guard.close();
  }
}

function isBegun(guard: DatabaseSync): boolean {
  try {
    guard.exec('begin exclusive');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false;
    throw error;
  }
}
const sqliteBusy = 5;

/** A path to the folder that leaves room for the socket's name: as it is, from here, or over a link. */
async function shortPathTo(folder: string): Promise<{ path: string; remove(): Promise<void> }> {
  const direct = [folder, relative(process.cwd(), folder) || '.'].find(fits);
  if (direct !== undefined) return { path: direct, remove: async () => {} };
  const own = await mkdtemp(join(tmpdir(), 'baton-'));
  const link = join(own, 'd');
  await symlink(folder, link);
  return {
    path: link,
    remove: async () => {
      await unlink(link);
      await rmdir(own);
    },
  };
}

function fits(path: string): boolean {
  return Buffer.byteLength(join(path, socketName)) <= pathBytesAtMost;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
