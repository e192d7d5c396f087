/** Several processes of the program on one PostgreSQL: one asks Telegram, another takes over when it dies, and nobody fights. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverUrl } from '../../support/migrated.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { openTelegram } from '../../support/telegram/index.ts';
import type { TelegramStandIn } from '../../support/telegram/index.ts';
import { openBareDatabase } from '../../support/with-database.ts';
import type { OpenedDatabase } from '../../support/with-database.ts';
import { handsOn } from './support/floor.ts';
import type { Hands } from './support/floor.ts';

const longMs = 180_000;

describe.skipIf(serverUrl === null)('two processes that poll', { timeout: longMs }, () => {
  let database: OpenedDatabase;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let telegram: TelegramStandIn;
  let hands: Hands;
  let batons: Running[];
  let environment: NodeJS.ProcessEnv;
  let mo: number;

  beforeAll(async () => {
    database = await openBareDatabase(serverUrl ?? '');
    folder = await emptyFolder();
    telegram = await openTelegram();
    hands = handsOn(telegram);
    environment = environmentOf(folder.path, { ...telegram.settings, DATABASE_URL: database.url ?? '' });
    batons = [await runBaton(environment), await runBaton(environment)];
    mo = telegram.addPerson({ name: 'Mo', language: 'en' });
    telegram.start({ person: mo });
    await telegram.until('a greeting', () => telegram.cards(mo).length > 0);
    // Each start makes a new code, and the last one counts.
    const code = /\/baton manager (\S+)/.exec(batons[1]?.printed() ?? '')?.[1] ?? '';
    await hands.ask(mo, `/baton manager ${code}`);
  }, longMs);
  afterAll(async () => {
    await Promise.all(batons.map((baton) => baton.stop()));
    await telegram.close();
    await database.drop();
    await folder[Symbol.asyncDispose]();
  });

  it('are never cut off by each other', async () => {
    const before = telegram.cards(mo).length;
    for (let at = 0; at < 20; at += 1) telegram.say({ person: mo, text: '/mine' });
    await telegram.until('all are answered', () => telegram.cards(mo).length >= before + 20, 60_000);
    expect(telegram.cards(mo)).toHaveLength(before + 20);
    expect(batons.map((baton) => baton.printed()).join('\n')).not.toContain('same token');
  });

  it('take over from each other within ten seconds of a death, and nothing is lost', async () => {
    for (const round of [0, 1]) {
      const [first, second] = batons;
      // Whoever of the two polls, one of the two deaths meets it.
      const dying = round === 0 ? first : second;
      const before = telegram.cards(mo).length;
      await dying?.stop('SIGKILL');
      const from = Date.now();
      telegram.say({ person: mo, text: '/mine' });
      await telegram.until('it is answered', () => telegram.cards(mo).length > before);
      expect(Date.now() - from).toBeLessThan(10_000);
      const next = await runBaton(environment);
      batons = round === 0 && second ? [next, second] : first ? [first, next] : [next];
    }
    expect(batons.map((baton) => baton.printed()).join('\n')).not.toContain('same token');
  });
});

if (serverUrl === null) {
  describe('two processes that poll', () => {
    it('take turns', (context) => context.skip('two processes need a PostgreSQL: set DATABASE_URL'));
  });
}
