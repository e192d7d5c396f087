import { describe, expect, it } from 'vitest';
import { readiness } from '../../src/app/readiness.ts';
import { writeInstance } from '../../src/storage/instance.ts';
import { anApp, receiveOne } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
const chat = (platform: 'slack' | 'web') => makeFakeChat({ platform, now: () => 0 });

async function ready(options: Parameters<typeof anApp>[1] = {}) {
  const app = await anApp(test.database, { adapters: [chat('slack')], seats: [], ...options });
  await writeInstance(test.db, 'playbook_hash', app.playbook().hash);
  await insertPlace(test.db, {
    id: 'p_1',
    platform: 'slack',
    channel: 'C1',
    thread: null,
    audience: 'prospectors',
    direction: null,
    language: null,
    createdAt: app.clock.now(),
  });
  return app;
}

describe('readiness', () => {
  it('finds nothing to complain of when all is well', async () => {
    const app = await ready();
    expect(await readiness(app)).toEqual({
      ready: true,
      problems: [],
      engine: test.database.engine,
      outbox: [],
    });
  });

  it('counts what waits, and names a platform on which it waits for long', async () => {
    const app = await ready();
    await receiveOne(app);
    app.clock.forward(120_999);
    expect(await readiness(app)).toMatchObject({
      problems: [],
      outbox: [{ platform: 'slack', waiting: 1, buried: 0, oldestSeconds: 120 }],
    });
    app.clock.forward(1);
    expect(await readiness(app)).toMatchObject({ ready: true, problems: ['platform_late:slack'] });
  });

  it('names a platform that something waits for and that is not configured here', async () => {
    const app = await ready({ adapters: [chat('web')] });
    await receiveOne(app);
    expect((await readiness(app)).problems).toEqual(['platform_not_configured:slack']);
  });

  it('says when there is no platform at all', async () => {
    expect((await readiness(await ready({ adapters: [] }))).problems).toEqual(['no_platform']);
  });

  it('warns when another process works by another playbook, and stays ready', async () => {
    const app = await ready();
    await writeInstance(test.db, 'playbook_hash', 'another');
    expect(await readiness(app)).toMatchObject({ ready: true, problems: ['playbook_differs'] });
  });

  it('is not ready when the database fails, and does not say why to anybody who asks', async () => {
    const app = await ready();
    const db = failing(new Error('password authentication failed for user "baton"'));
    const found = await readiness({ ...app, database: { ...app.database, db } });
    expect(found).toMatchObject({ ready: false, problems: ['database_unreachable'] });
    expect(JSON.stringify(found)).not.toContain('password');
  });

  it('is not ready when the database hangs, and says so after two seconds', async () => {
    const app = await ready();
    const asked = readiness({ ...app, database: { ...app.database, db: failing(null) } });
    app.clock.forward(2_000);
    expect(await asked).toMatchObject({ ready: false, problems: ['database_unreachable'] });
    expect(app.clock.waiting()).toBe(0);
  });
});

/** A database whose every query fails so; without an error it never answers. */
function failing(error: Error | null) {
  return test.db.withPlugin({
    transformQuery: ({ node }) => {
      if (error) throw error;
      return node;
    },
    transformResult: () => new Promise<never>(() => {}),
  });
}
