/**
 * What becomes of a delivery when the database fails beside it: while the managers are told, while what can never succeed
 * is put aside, while it is noted that a platform is back. What could go wrong: it is lost, or the deliverer stops.
 */
import type { KyselyPlugin } from 'kysely';
import { describe, expect, it } from 'vitest';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { leaseMs } from '../../../src/app/deliver/rounds.ts';
import { NotAuthorized, Rejected } from '../../../src/chat/errors.ts';
import type { Db } from '../../../src/storage/open-database.ts';
import { tellOnce } from '../../../src/storage/outbox.ts';
import { receiveOne } from '../../support/an-app.ts';
import { instead } from '../../support/answered-after.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages, type DeliveryStage } from './a-stage.ts';

const test = withDatabase();
const stage = stages(test);
const minute = 60_000;

/** Within a stage, a deliverer that can begin no transaction, or delete nothing, as long as `isShut`. */
async function shutOff(there: DeliveryStage, way: 'transaction' | 'delete') {
  const { app, delivery } = there;
  await delivery.stop();
  const gate = { isShut: true };
  const pass = () => {
    if (gate.isShut) throw new Error('The database is away.');
  };
  const { db } = app.database;
  const noDeletion: KyselyPlugin = {
    transformQuery({ node }) {
      if (node.kind === 'DeleteQueryNode') pass();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const through: Db =
    way === 'delete'
      ? db.withPlugin(noDeletion)
      : instead(db, 'transaction', () => {
          pass();
          return db.transaction();
        });
  const own = startDelivery({ ...app, database: { ...app.database, db: through } });
  const wait = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await own.settle();
      app.clock.forward(1_000);
    }
    await own.settle();
  };
  return { own, gate, wait, messages: () => app.log.lines.map(({ message }) => message) };
}

describe('a delivery', () => {
  it('waits though the managers could not be told that its platform is lost', async () => {
    const there = await stage();
    const { own, wait, messages } = await shutOff(there, 'transaction');
    there.slack.trouble({ times: 1, error: () => new NotAuthorized('token revoked', 'platform') });
    await receiveOne(there.app);
    await wait(minute);
    expect(messages()).toContain('The managers could not be told of a lost platform.');
    expect(there.slack.seen('prospectors')).toHaveLength(1);
    await own.stop();
  });

  it('that can never succeed is taken again when its lease is over, where it could not be put aside', async () => {
    const there = await stage();
    const { own, gate, wait, messages } = await shutOff(there, 'transaction');
    there.slack.trouble({ where: 'prospectors', error: () => new Rejected('too long') });
    await receiveOne(there.app);
    await wait(5_000);
    expect(messages()).toContain('A delivery could not be settled.');
    expect(there.slack.seen('managers')).toEqual([]);
    gate.isShut = false;
    await wait(leaseMs + minute);
    expect(there.slack.seen('managers')).toHaveLength(1);
    await own.stop();
  });

  it('stands though it could not be noted that its platform is back; the next one notes it', async () => {
    const there = await stage();
    const { own, gate, wait, messages } = await shutOff(there, 'delete');
    const lost = () =>
      test.db.selectFrom('instance').select('key').where('key', 'like', 'platform_lost:%').execute();
    there.slack.trouble({ times: 1, error: () => new NotAuthorized('token revoked', 'platform') });
    await receiveOne(there.app);
    await wait(minute);
    expect(messages()).toContain('It could not be noted that the platform is back.');
    expect(there.slack.seen('prospectors')).toHaveLength(1);
    expect(await lost()).toHaveLength(1);
    gate.isShut = false;
    await receiveOne(there.app);
    await wait(10_000);
    expect(await lost()).toEqual([]);
    await own.stop();
  });
});

describe('a card that can not be drawn', () => {
  it('is said in the log without its words, tried again, and holds up no other', async () => {
    const { app, pass, slack } = await stage();
    await tellOnce(app.database.db, {
      key: 'unheard-of',
      now: app.clock.now(),
      to: { type: 'managers', direction: null },
      kind: 'tell managers',
      body: { trouble: 'unheard of', who: 'Canary' },
    });
    await receiveOne(app);
    await pass(10_000);
    const undrawn = app.log.lines.filter(({ message }) => message === 'a card could not be drawn');
    expect(undrawn.length).toBeGreaterThan(1);
    expect(undrawn[0]?.fields).toMatchObject({ kind: 'tell managers', error: 'ZodError' });
    expect(app.log.text()).not.toContain('Canary');
    expect(slack.seen('managers')).toEqual([]);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });
});
