import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerWithinMs, makeInbox } from '../../src/app/inbox.ts';
import type { Press } from '../../src/chat/port.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { anApp, receiveOne, type AnApp } from '../support/an-app.ts';

import { openTestDatabase, withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database);
});

const press = (code: string): Press => ({
  platform: 'web',
  id: 'd1',
  at: app.clock.now(),
  person: { id: 'ana', name: 'Ana', language: 'uk' },
  place: null,
  message: null,
  code,
});

describe('the inbox', () => {
  it('says that nothing was done when the database is gone, and names no contents in the log', async () => {
    const opened = await openTestDatabase();
    await opened.drop();
    const inbox = makeInbox({ ...app, database: opened.database });
    const delivered = press('claim:r1');
    const replies = [
      await inbox.press(delivered),
      await inbox.ask({ ...delivered, text: 'find canary 067 123 45 67' }),
      await inbox.submit({ ...delivered, code: 'note:r1', filled: { text: 'canary note' } }),
    ];
    for (const reply of replies) {
      expect(reply).toEqual({
        type: 'say',
        tone: 'refused',
        text: 'Не вдалося, і нічого не змінено. Спробуйте ще раз за мить.',
      });
    }
    expect(app.log.lines.map(({ level, fields }) => [level, fields['what']])).toEqual([
      ['error', 'press'],
      ['error', 'ask'],
      ['error', 'submit'],
    ]);
    expect(app.log.text()).not.toMatch(/canary|067|ana/i);
  });

  it('answers within two seconds, and says that it may still go through', async () => {
    const { ref } = await receiveOne(app);
    const blocked = Promise.withResolvers<void>();
    const isStuck = Promise.withResolvers<void>();
    // The one connection of the embedded database is busy, or on a server the row is locked.
    const blocking = test.db.transaction().execute(async (trx) => {
      await sql`select 1 from leads where ref = ${ref} for update`.execute(trx);
      isStuck.resolve();
      await blocked.promise;
    });
    await isStuck.promise;
    const replying = makeInbox(app).press(press(`claim:${ref}`));
    app.clock.forward(answerWithinMs);
    expect(await replying).toMatchObject({
      type: 'say',
      tone: 'refused',
      text: expect.stringContaining('довше'),
    });
    blocked.resolve();
    await blocking;
    // The press goes on behind, and does what it was asked.
    await expect.poll(async () => (await findView(test.db, { ref }))?.lead.stage).toBe('claimed');
    expect(app.log.lines).toMatchObject([{ level: 'warn', fields: { what: 'press' } }]);
  });

  it('leaves no timer behind', async () => {
    await makeInbox(app).press(press('claim:r1'));
    expect(app.clock.waiting()).toBe(0);
  });
});
