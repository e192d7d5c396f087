/** What could go wrong: something of a playbook is lost on its way between the processes, or a mistake in it is. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlaybookAside } from '../../src/playbook/read-aside.ts';
import { readPlaybook } from '../../src/playbook/read-playbook.ts';
import { root } from '../support/project-files.ts';

describe('a playbook that is read aside', () => {
  it('is the same as one that is read here', async () => {
    const path = join(root, 'playbook.yaml');
    const read = await readPlaybookAside(path);
    expect(read.ok).toBe(true);
    expect(read).toEqual(await readPlaybook(path));
  });

  it('tells its mistakes', async () => {
    const path = join(root, 'package.json');
    const read = await readPlaybookAside(path);
    expect(read.ok).toBe(false);
    expect(read).toEqual(await readPlaybook(path));
    expect(await readPlaybookAside(join(root, 'nowhere.yaml'))).toMatchObject({ ok: false });
  });
});
