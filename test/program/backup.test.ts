import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkBackup } from '../../src/storage/backup/read-backup.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { drained, withoutLimits } from '../prove/floor/sales-floor.ts';
import { serverUrl } from '../support/migrated.ts';
import { root } from '../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton } from '../support/run-baton.ts';
import type { Running } from '../support/run-baton.ts';
import { openBareDatabase } from '../support/with-database.ts';

type Ended = { readonly code: number; readonly out: string; readonly err: string };

async function command(
  name: 'backup' | 'restore' | 'verify',
  args: readonly string[],
  env: NodeJS.ProcessEnv,
) {
  const child = spawn(process.execPath, [join(root, `src/${name}.mjs`), ...args], { cwd: root, env });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, out, err } satisfies Ended;
}

const received = z.object({ ref: z.string(), number: z.string() });

async function send(baton: Running, index: number): Promise<string> {
  const answer = await baton.api('/api/leads', {
    method: 'POST',
    body: JSON.stringify({
      name: `Canary ${index}`,
      phone: `+38067${String(1_000_000 + index)}`,
      source: 'site',
    }),
  });
  return received.parse(await answer.json()).ref;
}

async function prospectorOf(baton: Running): Promise<string> {
  const answer = await baton.api('/api/members', {
    method: 'POST',
    body: JSON.stringify({ name: 'Ana', roles: ['prospector'], identities: { web: 'ana' } }),
  });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

/** What stands in a channel of the page: each message once, by its id. */
async function messagesIn(baton: Running, channel: string): Promise<readonly string[]> {
  const opened = await fetch(`${baton.url}/`);
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const headers = { cookie, origin: baton.url, 'x-baton-seat': 'ana', 'x-baton-language': 'en' };
  const ids: string[] = [];
  for (let before: number | null = null; ;) {
    const path: string = `${baton.url}/web/messages/${channel}${before === null ? '' : `?before=${before}`}`;
    const page: { messages: readonly { id: string; position: number }[]; isAll: boolean } = await (
      await fetch(path, { headers })
    ).json();
    ids.push(...page.messages.map(({ id }) => id));
    before = page.messages[0]?.position ?? null;
    if (page.isAll || before === null) return ids.sort();
  }
}

/** Many programs are started one after the other. */
const patience = 240_000;

describe('a backup of a Baton at work', { timeout: patience }, () => {
  it('is whole, is for its owner alone, and brings the same Baton back elsewhere, which tells nothing twice', async () => {
    await using folder = await emptyFolder();
    const playbook = join(folder.path, 'playbook.yaml');
    await writeFile(playbook, withoutLimits);
    const environment = environmentOf(join(folder.path, 'data'), { LOG_LEVEL: 'warn', PLAYBOOK: playbook });
    const file = join(folder.path, 'one.jsonl.gz');
    const baton = await runBaton(environment);
    const ana = await prospectorOf(baton);
    const refs: string[] = [];
    for (let index = 0; index < 20; index += 1) refs.push(await send(baton, index));

    // Claims and new leads go on while it is taken.
    let isOver = false;
    const working = (async () => {
      let done = 0;
      for (const ref of refs) {
        if (isOver) break;
        const answer = await baton.api(`/api/leads/${ref}/claim`, {
          method: 'POST',
          body: JSON.stringify({ member: ana }),
        });
        expect(answer.status).toBe(200);
        await send(baton, 1000 + done);
        done += 1;
      }
      return done;
    })();
    const taken = await command('backup', ['--to', file], environment);
    isOver = true;
    const done = await working;
    expect(taken).toMatchObject({ code: 0, err: '' });
    expect(taken.out).toContain('contacts');
    expect(done).toBeGreaterThan(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { end } = await checkBackup(file);
    const leads = end.tables['leads']?.rows ?? 0;
    expect(leads).toBeGreaterThanOrEqual(20);

    const verified = await command('verify', [], environment);
    expect(verified).toMatchObject({ code: 0, err: '' });
    // Under its own name it is not overwritten, and a running one is not restored into.
    expect(await command('backup', ['--to', file], environment)).toMatchObject({ code: 1, out: '' });
    expect(await command('restore', [file], environment)).toMatchObject({ code: 1, out: '' });
    await baton.stop();

    const elsewhere = { ...environment, DATA_DIR: join(folder.path, 'elsewhere') };
    expect(await command('restore', [file], elsewhere)).toMatchObject({ code: 0, err: '' });
    expect(await command('verify', [], elsewhere)).toMatchObject({ code: 0, err: '' });
    const database = await openDatabase({ databaseUrl: null, dataDir: elsewhere.DATA_DIR });
    const cards = await database.db
      .selectFrom('outbox')
      .select((of) => of.fn.countAll<number>().as('count'))
      .where('kind', '=', 'living card')
      .executeTakeFirstOrThrow();
    await database.close();

    const back = await runBaton(elsewhere);
    await drained(back);
    const messages = await messagesIn(back, 'prospectors');
    expect(messages).toHaveLength(cards.count);
    expect(cards.count).toBe(leads);
    // It is the same one: what it knows, it knows again, and numbers go on.
    expect(await send(back, 0)).toBe(refs[0]);
    await back.stop();
  });

  it('says what to do where there is nothing, where a file is no backup, and where something is typed wrong', async () => {
    await using folder = await emptyFolder();
    const environment = environmentOf(join(folder.path, 'data'));
    const nothing = await command('backup', ['--to', join(folder.path, 'x.gz')], environment);
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain('no database in');
    const file = join(folder.path, 'leads.csv');
    await writeFile(file, 'name;phone\nCanary;0671234567\n');
    const other = await command('restore', [file], environment);
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(other.err).toContain('no backup of Baton');
    expect(other.err).not.toContain('Canary');
    expect((await command('restore', [], environment)).err).toContain('npm run restore -- FILE');
    expect((await command('restore', [join(folder.path, 'none')], environment)).err).toContain('ENOENT');
    expect((await command('backup', ['--of', 'x'], environment)).err).toContain('--to FILE');
    // Nothing was made on the way.
    await expect(stat(join(folder.path, 'data'))).rejects.toThrow('ENOENT');
  });

  it.skipIf(serverUrl === null)(
    'of the embedded engine moves to PostgreSQL and back (skipped without a server)',
    async () => {
      if (serverUrl === null) return;
      await using folder = await emptyFolder();
      const small = environmentOf(join(folder.path, 'data'), { LOG_LEVEL: 'warn' });
      const baton = await runBaton(small);
      const refs: string[] = [];
      for (let index = 0; index < 20; index += 1) refs.push(await send(baton, index));
      const up = join(folder.path, 'up.gz');
      expect(await command('backup', ['--to', up], small)).toMatchObject({ code: 0, err: '' });
      await baton.stop();

      const bare = await openBareDatabase(serverUrl);
      const large = { ...small, DATABASE_URL: bare.url ?? '' };
      await bare.database.close();
      try {
        expect(await command('restore', [up], large)).toMatchObject({ code: 0, err: '' });
        expect(await command('verify', [], large)).toMatchObject({ code: 0, err: '' });
        const grown = await runBaton(large);
        expect(await send(grown, 0)).toBe(refs[0]);
        await send(grown, 999);
        const down = join(folder.path, 'down.gz');
        expect(await command('backup', ['--to', down], large)).toMatchObject({ code: 0, err: '' });
        // A Baton works with it, and it is not empty: nothing gets in.
        expect(await command('restore', [up], large)).toMatchObject({ code: 1 });
        await grown.stop();
        const again = { ...small, DATA_DIR: join(folder.path, 'again') };
        expect(await command('restore', [down], again)).toMatchObject({ code: 0, err: '' });
        expect((await checkBackup(down)).end.tables['leads']?.rows).toBe(21);
        expect(await command('verify', [], again)).toMatchObject({ code: 0, err: '' });
      } finally {
        await bare.drop();
      }
    },
  );
});
