import { describe, expect, it } from 'vitest';
import { checkImport } from '../../../src/app/import/check-import.ts';
import { ImportStopped, keepImport } from '../../../src/app/import/keep-import.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import { speak } from '../../../src/words/say.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { command } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';

const test = withDatabase();
const aStage = stages(test);

async function importPhones(app: AnApp, count: number, isStopping = () => false) {
  const file = Buffer.from(
    ['phone', ...Array.from({ length: count }, (_, at) => `+38067${1000000 + at}`)].join('\n'),
  );
  const read = await checkImport(app, { file, map: [], direction: null, source: null, say: speak('en') });
  if (!read.ok) throw new Error('The file of the test is wrong.');
  return keepImport(app, read.checked, { isDryRun: false, onProgress: () => {}, isStopping });
}

describe('a large import', () => {
  it('is one card in each channel of the prospectors, with a button that gives the next lead', async () => {
    const { app, slack, telegram, pass } = await aStage({ platforms: ['slack', 'telegram'] });
    app.govern(aPlaybook({ announceAtMost: 5 }));
    await importPhones(app, 60);
    await pass(3_000);
    for (const chat of [slack, telegram]) {
      expect(chat.seen('prospectors').map(({ text, buttons }) => [text.split('\n')[0], buttons])).toEqual([
        ['60 new leads from an import', [{ label: 'Next lead', code: 'next:main' }]],
      ]);
      expect(chat.seen()).toHaveLength(1);
    }

    // Its button gives the first that came, and the channel stays as quiet as it was.
    await slack.stop();
    await slack.start(makeInbox(app));
    const reply = await slack.press('ana', 'next:main');
    expect(JSON.stringify(reply)).toContain('L-1001');
    await pass(3_000);
    expect(slack.seen('ana').map(({ isPrivate }) => isPrivate)).toEqual([true]);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });

  it('shows a lead of it like any other as soon as that is offered anew', async () => {
    const { app, slack, pass } = await aStage();
    app.govern(aPlaybook({ announceAtMost: 5, main: { brief: [] } }));
    await importPhones(app, 30);
    await pass(3_000);
    const reply = await command(app, 'ana', await refOf(app, 1001), 'claim');
    expect(reply.ok).toBe(true);
    await command(app, 'ana', await refOf(app, 1001), { type: 'qualify' });
    await pass(3_000);
    expect(slack.seen('closers')).toHaveLength(1);
    expect(slack.seen('prospectors')).toHaveLength(1);

    await command(app, 'ben', await refOf(app, 1002), 'claim');
    await command(app, 'ben', await refOf(app, 1002), 'release');
    await pass(5_000);
    expect(slack.seen('prospectors')).toHaveLength(2);
  });

  it('has its card kept in step when it is broken off and sent again', async () => {
    const { app, slack, pass } = await aStage();
    app.govern(aPlaybook({ announceAtMost: 5 }));
    let pieces = 0;
    await expect(importPhones(app, 120, () => (pieces += 1) > 2)).rejects.toThrow(ImportStopped);
    await pass(3_000);
    const [first] = slack.seen('prospectors');
    expect(first?.text).not.toContain('120 new leads');
    await importPhones(app, 120);
    await pass(3_000);
    expect(slack.seen('prospectors').map(({ id, text }) => [id, text.split('\n')[0]])).toEqual([
      [first?.id, '120 new leads from an import'],
    ]);
  });
});

async function refOf(app: AnApp, number: number): Promise<string> {
  const { db } = app.database;
  const row = await db
    .selectFrom('leads')
    .select('ref')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return row.ref;
}
