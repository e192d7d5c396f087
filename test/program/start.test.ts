import { createServer } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireNode } from '../../src/require-node.mjs';
import { emptyFolder, environmentOf, runBaton, spawnBaton, testToken } from '../support/run-baton.ts';

/** Runs to its end, for starts that are refused. */
async function refusedStart(environment: NodeJS.ProcessEnv) {
  const program = spawnBaton(environment);
  return { code: await program.ended, printed: program.printed() };
}

describe('a first start', () => {
  it('greets, keeps what it is told, stops on Ctrl-C, and starts again with everything there', async () => {
    await using folder = await emptyFolder();
    const { API_TOKEN: _, ...environment } = environmentOf(join(folder.path, 'data'));
    const first = await runBaton(environment);
    expect(first.printed()).toMatch(/The page +http:\/\/127\.0\.0\.1:\d+/);
    expect(first.printed()).toMatch(/curl http/);
    expect(first.printed()).toContain('/baton manager');
    expect(first.printed()).toContain('embedded PGlite');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${first.url}/`)).status).toBe(200);
    const sent = await first.api('/api/leads', {
      method: 'POST',
      body: '{"name":"Iryna","phone":"067 123 45 67"}',
    });
    expect(sent.status).toBe(201);
    const lead = await sent.json();
    expect(await first.stop('SIGINT')).toBe(0);

    const second = await runBaton(environment);
    expect(/Bearer ([\w-]+)/.exec(second.printed())?.[1]).toBe(/Bearer ([\w-]+)/.exec(first.printed())?.[1]);
    expect(await (await second.api('/api/leads/1001')).json()).toMatchObject(lead);
    expect(await second.stop()).toBe(0);
  });

  it('never shows a token that was set', async () => {
    await using folder = await emptyFolder();
    const baton = await runBaton(environmentOf(folder.path));
    await baton.api('/api/leads');
    await baton.stop();
    expect(baton.printed()).not.toContain(testToken);
  });

  it('invents nobody where a chat platform is configured', async () => {
    await using folder = await emptyFolder();
    const baton = await runBaton(environmentOf(folder.path, { TELEGRAM_BOT_TOKEN: '12345:not-a-real-one' }));
    const people = await (await baton.api('/api/members')).json();
    expect(people.items).toEqual([]);
    expect((await fetch(`${baton.url}/`)).status).toBe(404);
    await baton.stop();
    expect(baton.printed()).not.toContain('not-a-real-one');
  });

  it('says what it could not do with a playbook, and reads it anew on SIGHUP', async () => {
    await using folder = await emptyFolder();
    const playbook = join(folder.path, 'own.yaml');
    const text = [
      'company: Acme',
      'directions:',
      '  main:',
      '    prospecting: { disqualify because: { spam: Spam } }',
      '    closing: { return because: { brief: Brief }, lose because: { price: Price } }',
      '',
    ].join('\n');
    await writeFile(playbook, text);
    const program = spawnBaton(environmentOf(join(folder.path, 'data'), { PLAYBOOK: playbook }));
    await program.find(/"port":/);
    await writeFile(playbook, `${text}shop: 3\n`);
    program.child.kill('SIGHUP');
    expect(await program.find(/line 6.*"shop|line 6, shop/)).not.toBeNull();
    await writeFile(playbook, text.replace('Acme', 'Acme Two'));
    program.child.kill('SIGHUP');
    expect(await program.find(/read anew/)).not.toBeNull();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });
});

describe('a start that cannot be', () => {
  it('tells all problems of the settings at once', async () => {
    const { code, printed } = await refusedStart({
      PATH: process.env['PATH'],
      PORT: 'x',
      WEB: 'maybe',
      LOG_LEVEL: 'x',
    });
    expect(code).toBe(1);
    for (const name of ['PORT', 'WEB', 'LOG_LEVEL']) expect(printed).toContain(name);
    expect(printed).not.toContain('    at ');
  });

  it('names the line of a mistake in the playbook', async () => {
    await using folder = await emptyFolder();
    const playbook = join(folder.path, 'own.yaml');
    await writeFile(playbook, 'company: Acme\nlanguage: de\n');
    const { code, printed } = await refusedStart(environmentOf(folder.path, { PLAYBOOK: playbook }));
    expect(code).toBe(1);
    expect(printed).toMatch(/line 2, language/);
  });

  it('says who has the port', async () => {
    await using folder = await emptyFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const { code, printed } = await refusedStart(environmentOf(folder.path, { PORT: String(port) }));
    other.close();
    expect(code).toBe(1);
    expect(printed).toContain(`port ${port} on 127.0.0.1 is taken`);
  });

  it('leaves a folder alone that another Baton works on', async () => {
    await using folder = await emptyFolder();
    const first = await runBaton(environmentOf(folder.path));
    const { code, printed } = await refusedStart(environmentOf(folder.path));
    expect(code).toBe(1);
    expect(printed).toContain('another Baton');
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    await first.stop();
  });

  it('says that a database does not answer, and not its password', async () => {
    await using folder = await emptyFolder();
    const DATABASE_URL = 'postgres://baton:hidden-word@127.0.0.1:1/baton';
    const { code, printed } = await refusedStart(environmentOf(folder.path, { DATABASE_URL }));
    expect(code).toBe(1);
    expect(printed).toContain('ECONNREFUSED');
    expect(printed).not.toContain('hidden-word');
  });

  it('says which Node it needs', () => {
    const exitCode = process.exitCode;
    expect(requireNode('20.20.2', 'npm start')).toBe(false);
    expect(process.exitCode).toBe(1);
    process.exitCode = exitCode;
    expect(requireNode('26.10.0', 'npm start')).toBe(true);
  });
});
