/**
 * Rounds of the clock's work: steps that are due are taken, and who was away comes back. Of several processes one does
 * it, under a lease that ends within seconds when it dies; were two to do it for a moment, each step would still be
 * taken once.
 */
import { giveBackLease, holdLease } from '../../storage/leases.ts';
import { nameOfError } from '../deliver/name-of-error.ts';
import { bringAllBack, cover } from './absences.ts';
import { releaseHeld } from './offer.ts';
import { takeSteps, type ClockApp } from './take-steps.ts';

export type ClockWork = {
  /** Does now what the clock would do. */
  tick(): Promise<void>;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
};

const leaseName = 'clock';
const leaseMs = 4000;
/** What somebody who is away is given, or a deputy who left, is looked for less often: whoever goes away is seen to at once. */
const coverEvery = 10;
/** What is held waits for somebody to be free, which is no matter of a second. */
const releaseEvery = 3;

export function clockRounds(app: ClockApp): ClockWork {
  const holder = app.random.id('w');
  const { db } = app.database;
  let isStopping = false;
  let rounds = 0;
  let running: Promise<unknown> = Promise.resolve();
  const mayGoOn = async () =>
    !isStopping && (await holdLease(db, { name: leaseName, holder, forMs: leaseMs }));
  const goRound = async () => {
    if (isStopping) return;
    // Who is back hears of their leads themselves; who is away does not.
    const back = await bringAllBack(app, mayGoOn);
    const covered = rounds % coverEvery === 0 ? await cover(app, null, mayGoOn) : 0;
    const released = rounds % releaseEvery === 0 && (await mayGoOn()) ? await releaseHeld(app) : 0;
    rounds += 1;
    const steps = await takeSteps(app, mayGoOn);
    if (back + covered + steps + released > 0) {
      app.log.info({ back, covered, steps, released }, 'did the clock’s work');
    }
  };
  return {
    async tick() {
      const round = running.then(() => goRound());
      running = Promise.allSettled([round]);
      await round;
    },
    async stop() {
      isStopping = true;
      await running;
      try {
        await giveBackLease(db, leaseName, holder);
      } catch (error) {
        // A database that is away must not keep the program from stopping: the lease runs out by itself.
        app.log.warn({ error: nameOfError(error) }, 'could not give back the clock’s lease');
      }
    },
  };
}
