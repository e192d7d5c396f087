/** What platforms did not tell is found out, and has the consequences that the news itself would have had. */
import { describe, expect, it } from 'vitest';
import { reconcile, startReconciling } from '../../src/app/reconciling.ts';
import { listPlaces } from '../../src/app/places.ts';
import { holdLease } from '../../src/storage/leases.ts';
import { findMember, saveMember } from '../../src/storage/members.ts';
import { listPresences } from '../../src/storage/presences.ts';
import { withDatabase } from '../support/with-database.ts';
import { stages, type DeliveryStage } from './deliver/a-stage.ts';

const test = withDatabase();
const stage = stages(test);
const minute = 60_000;

/** A round, with all its pauses. */
async function lookedRound({ app, pass }: DeliveryStage): Promise<void> {
  const state = { isOver: false };
  const round = reconcile(app, new AbortController().signal).finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    app.clock.forward(1_000);
    // What it asks of the database is answered between two looks at the clock.
    await new Promise(setImmediate);
  }
  await round;
  await pass(minute, 5_000);
}

const problems = async ({ app }: DeliveryStage) =>
  (await listPlaces(app)).flatMap(({ channel, problem }) =>
    problem === null ? [] : [`${channel} ${problem}`],
  );
const isCutOff = async (who: string) =>
  (await findMember(test.db, `m_${who}`))?.identities.find(({ platform }) => platform === 'slack')?.suspended;

describe('a round', () => {
  it('finds a place that can not be used any more, tells it once, and opens it again when it can', async () => {
    const floor = await stage();
    floor.slack.obstruct('closers', 'archived');
    await lookedRound(floor);
    await lookedRound(floor);
    expect(await problems(floor)).toEqual(['closers archived']);
    expect(floor.slack.seen('managers')).toHaveLength(1);
    floor.slack.heal();
    await lookedRound(floor);
    expect(await problems(floor)).toEqual([]);
    expect(floor.slack.seen('managers')).toHaveLength(1);
  });

  it('finds out who has left the places in which they were, and who is back', async () => {
    const floor = await stage();
    await saveMember(test.db, 'm_ana', { identities: [{ platform: 'slack', person: 'ana' }] });
    for (const channel of ['prospectors', 'closers', 'account_team', 'managers'])
      floor.slack.attends(channel, 'ana', channel === 'prospectors');
    await lookedRound(floor);
    expect(await isCutOff('ana')).toBe(false);
    floor.slack.attends('prospectors', 'ana', false);
    await lookedRound(floor);
    expect(await isCutOff('ana')).toBe(true);
    expect(floor.slack.seen('managers').map(({ card }) => card.title)).toEqual(['Somebody is gone']);
    floor.slack.attends('closers', 'ana', true);
    await lookedRound(floor);
    expect(await isCutOff('ana')).toBe(false);
    expect(await listPresences(test.db, { platform: 'slack', person: 'ana' })).toEqual([
      expect.objectContaining({ channel: 'closers', isIn: true }),
      expect.objectContaining({ channel: 'prospectors', isIn: false }),
    ]);
  });

  it('turns nobody out who was never seen in a place: they work in private', async () => {
    const floor = await stage();
    for (const channel of ['prospectors', 'closers', 'account_team', 'managers'])
      floor.slack.attends(channel, 'mo', false);
    await lookedRound(floor);
    expect(await isCutOff('mo')).toBe(false);
    expect(await listPresences(test.db, { platform: 'slack' })).toEqual([]);
  });

  it('is left to the process that is at it', async () => {
    const floor = await stage();
    floor.slack.obstruct('closers', 'archived');
    await holdLease(test.db, { name: 'reconciling', holder: 'another', forMs: 60_000 });
    await lookedRound(floor);
    expect(await problems(floor)).toEqual([]);
  });

  it('stops between two calls when it is told to', async () => {
    const { app } = await stage();
    const reconciling = startReconciling(app);
    app.clock.forward(minute);
    await reconciling.stop();
    expect(app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
