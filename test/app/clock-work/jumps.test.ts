/**
 * Clocks of machines jump: back by a second, on by a month, in the midst of sleep; processes stop and others start. In
 * whatever order three of them are woken and see the time, each step of each lead is taken once, in its order.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { clockRounds } from '../../../src/app/clock-work/rounds.ts';
import { verify } from '../../../src/app/verify.ts';
import { ladderSteps } from '../../../src/core/ladder.ts';
import { listHistory } from '../../../src/storage/read-lead.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { withDatabase } from '../../support/with-database.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };
const always = [[0, 1440]] as const;
const hours = {
  timeZone: 'Europe/Kyiv',
  week: { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always },
  holidays: [],
};

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database, {
    playbook: aPlaybook({
      main: {
        hours,
        limits: noLimits,
        ladders: { prospecting: ladder, closing: ladder, account: ladder },
      },
    }),
  });
});

const trials = Number(process.env['BATON_TRIALS'] ?? 12);

describe('clocks that jump, processes that come and go', () => {
  it(`lose no step and double none, in ${trials} trials`, async () => {
    const random = seededRandom(7);
    const pick = <T>(some: readonly T[]): T => {
      const one = some[Math.floor(random.number() * some.length)];
      if (one === undefined) throw new Error('There is nothing to pick from.');
      return one;
    };
    const jumps = [1000, 5 * minute, 20 * minute, 50 * minute, -1000, -10 * minute, 6 * 60 * minute, 0];
    for (let trial = 0; trial < trials; trial += 1) {
      const refs: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const { ref } = await receiveOne(app);
        // Whoever lets two lie gets no more: each trial begins anew.
        await test.db.updateTable('members').set({ off_since: null, given_back: 0 }).execute();
        if (count % 2 === 0) await command(app, pick(['ana', 'ben']), ref, 'claim');
        refs.push(ref);
      }
      let processes = [clockRounds(app), clockRounds(app), clockRounds(app)];
      for (let woken = 0; woken < 8; woken += 1) {
        app.clock.forward(pick(jumps));
        await Promise.all(processes.filter(() => random.number() < 0.6).map((one) => one.tick()));
        if (random.number() < 0.3) {
          await processes[0]?.stop();
          processes = [...processes.slice(1), clockRounds(app)];
        }
      }
      app.clock.forward(pick([day, 30 * day]));
      // What is freed has a ladder of its own, which begins only then.
      for (let round = 0; round < 2; round += 1) {
        await Promise.all(processes.map((one) => one.tick()));
        app.clock.forward(2 * day);
        await Promise.all(processes.map((one) => one.tick()));
      }
      await Promise.all(processes.map((one) => one.stop()));
      for (const ref of refs) checkSteps((await listHistory(test.db, ref)).map(stepOf));
      app.clock.forward(7 * day);
      for await (const found of verify(test.db)) expect(found).toMatchObject({ type: 'checked' });
    }
  });
});

type Named = ReturnType<typeof stepOf>;
function stepOf(event: Awaited<ReturnType<typeof listHistory>>[number]) {
  if (event.type === 'escalated') return event.step;
  return event.type === 'expired' || event.type === 'claimed' ? event.type : null;
}

/** Each time a lead is somewhere it climbs the whole ladder, once, from below. */
function checkSteps(steps: readonly Named[]): void {
  const climbs: Named[][] = [[]];
  for (const step of steps.filter((one) => one !== null)) {
    if (step === 'claimed') climbs.splice(0, climbs.length, []);
    else climbs.at(-1)?.push(step);
    if (step === 'expired') climbs.push([]);
  }
  const [first = [], second] = climbs;
  const told = ladderSteps.slice(0, 3);
  expect(first).toEqual(second ? [...told, 'expired'] : told);
  if (second) expect(second).toEqual(told);
}
