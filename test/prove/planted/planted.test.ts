import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/project-files.ts';
import { plantedBugs } from './planted-bugs.ts';

const run = promisify(execFile);

describe('the planted bugs', () => {
  it('can all be planted in the program as it is now', async () => {
    const failed: string[] = [];
    for (const { bug } of plantedBugs) {
      const path = `test/prove/planted/bugs/${bug}.patch`;
      await run('git', ['apply', '--check', path], { cwd: root }).catch(() => failed.push(bug));
    }
    expect(failed).toEqual([]);
  });

  it('are each looked for', async () => {
    const files = await readdir(new URL('bugs/', import.meta.url));
    expect(files.map((name) => name.replace('.patch', '')).toSorted()).toEqual(
      plantedBugs.map(({ bug }) => bug).toSorted(),
    );
  });
});
