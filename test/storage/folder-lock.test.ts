import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderTaken, lockFolder } from '../../src/storage/folder-lock.ts';

const program = fileURLToPath(new URL('hold-folder.ts', import.meta.url));
let folder = '';
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  await rm(folder, { recursive: true });
});

/** What the process said first, and the process. */
async function start(): Promise<{ said: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return { said: String(said).trim(), child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

describe('the lock of the embedded folder', () => {
  it('is had by exactly one of six processes that start at once', async () => {
    const starts = await Promise.all(Array.from({ length: 6 }, start));
    expect(starts.map(({ said }) => said).sort()).toEqual([
      'locked',
      ...Array.from({ length: 5 }, () => 'taken'),
    ]);
  });

  it('is had by exactly one of six who find a dead owner at once', async () => {
    const owner = await start();
    await end(owner.child, 'SIGKILL');
    expect(await readdir(folder)).toContain('baton.sock');
    const starts = await Promise.all(Array.from({ length: 6 }, start));
    expect(starts.filter(({ said }) => said === 'locked')).toHaveLength(1);
    expect(starts.filter(({ said }) => said === 'taken')).toHaveLength(5);
  });

  it('is taken over from an owner that was killed, ten times in a row', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { said, child } = await start();
      expect(said).toBe('locked');
      await end(child, 'SIGKILL');
    }
  });

  it('is not taken from an owner that does not answer', async () => {
    const owner = await start();
    owner.child.kill('SIGSTOP');
    await expect(lockFolder(folder)).rejects.toThrow(FolderTaken);
    owner.child.kill('SIGCONT');
  });

  it('holds within one process, too, and can be had again once it is released', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderTaken);
    await lock.release();
    expect(await readdir(folder)).not.toContain('baton.sock');
    const again = await lockFolder(folder);
    await again.release();
  });

  it('is had once of twenty asked for at once within one process', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const had = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(had).toHaveLength(1);
    const refused = asked.filter((one) => one.status === 'rejected' && one.reason instanceof FolderTaken);
    expect(refused).toHaveLength(19);
    await had[0]?.release();
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
    const lock = await lockFolder(deep);
    expect(await readdir(deep)).toContain('baton.sock');
    await expect(lockFolder(deep)).rejects.toThrow(FolderTaken);
    await lock.release();
    expect(await readdir(deep)).not.toContain('baton.sock');
  });

  it('says what is wrong with a folder that is no folder', async () => {
    const file = join(folder, 'baton.sock');
    await mkdir(file);
    await expect(lockFolder(folder)).rejects.toThrow(/directory/);
  });
});
