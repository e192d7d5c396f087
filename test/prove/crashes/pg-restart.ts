/**
 * PostgreSQL is restarted at once, without a word to anybody, again and again while leads come in and people press.
 * What was acknowledged must be there, everybody must be answered in time, and work must go on as soon as it is up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { checkSick } from './check-sick.ts';
import { openPage } from '../floor/clickers.ts';
import type { Page, Seated } from '../floor/clickers.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { keptOf, startKnocking } from '../floor/knocking.ts';
import { openCluster, whyNoCluster } from '../floor/own-cluster.ts';
import { seat, send, withoutLimits } from '../floor/sales-floor.ts';

const leadsASecond = 20;
const clicksASecond = 20;
const betweenMs = 5_000;
const clickMs = 3_000;
/** More than the pool holds: one slot that is stuck would be found. */
const afterwards = 30;

export async function provePgRestart(options: ProofOptions): Promise<readonly Figure[]> {
  const why = await whyNoCluster();
  if (why !== null) throw new Error(`This cannot be proven here: ${why}.`);
  await using cluster = await openCluster();
  await using folder = await emptyFolder();
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const baton = await runBaton(
    environmentOf(folder.path, {
      PLAYBOOK: playbook,
      WEB: 'on',
      LOG_LEVEL: 'error',
      DATABASE_URL: cluster.url,
    }),
  );
  const ended = baton.ended.then(() => {
    throw new Error(`Baton ended by itself:\n${baton.printed().slice(-2_000)}`);
  });
  const hold = async (): Promise<readonly Figure[]> => {
    const [member] = await seat(baton, ['Alma']);
    if (!member) throw new Error('Nobody is there.');
    const made = await send(baton, '/api/leads', { name: 'Somebody', email: 'pressed@prove.example' });
    const page = await openPage(baton.url);
    const clicking = startClicking(page, member, String(made['ref']));
    const knocking = startKnocking(baton, 'restart', leadsASecond);
    const seconds = numberOf(options.more['seconds'], options.full ? 600 : 30);
    const until = performance.now() + seconds * 1000;
    const firstMs: number[] = [];
    while (performance.now() < until) {
      await pause(betweenMs);
      knocking.setTrouble(true);
      await cluster.restart('immediate');
      firstMs.push(await knocking.firstSuccess());
      knocking.setTrouble(false);
    }
    await knocking.stop();
    const clicks = await clicking.stop();
    const stuck = await stuckIn(baton);
    const { knocks } = knocking;
    const judged = checkSick(knocks, await keptOf(baton, knocks), clickMs);
    options.say(
      `pg-restart: ${firstMs.length} restarts, ${knocks.length} leads sent of which ${knocks.filter(({ status }) => status === 503).length} were told to come again, ` +
        `${clicks.length} clicks, slowest ${Math.max(...clicks).toFixed(0)} ms`,
    );
    return [
      zero('R5', 'acknowledged leads lost', judged['false 2xx']),
      zero('R5', 'answers that are neither success nor "try again"', judged['answers that are neither']),
      zero('R5', '"try again" that does not say when', judged['503 without Retry-After']),
      zero('R5', 'clicks not answered within 3 s', clicks.filter((ms) => ms > clickMs).length),
      zero('R5', 'pool slots stuck', stuck),
      {
        row: 'R5',
        name: 'first success after the server is up, at worst',
        value: Math.max(...firstMs) / 1000,
        goal: { is: 'at most', than: 2 },
        unit: 's',
      },
    ];
  };
  try {
    return await Promise.race([hold(), ended]);
  } finally {
    await baton.stop();
  }
}

/** Presses at a steady rate; how long each waited for its answer, whatever it was: for ever where none came. */
function startClicking(page: Page, member: Seated, lead: string): { stop(): Promise<readonly number[]> } {
  const state = { isOver: false };
  const took: number[] = [];
  const inFlight = new Set<Promise<void>>();
  async function click(): Promise<void> {
    const began = performance.now();
    const isAnswered = await page.claim(lead, member, [member]).then(
      () => true,
      () => false,
    );
    took.push(isAnswered ? performance.now() - began : Infinity);
  }
  const clicking = (async () => {
    while (!state.isOver) {
      const one = click().finally(() => inFlight.delete(one));
      inFlight.add(one);
      await pause(1000 / clicksASecond);
    }
  })();
  return {
    async stop() {
      state.isOver = true;
      await clicking;
      await Promise.all(inFlight);
      return took;
    },
  };
}

/** How many of a crowd larger than the pool are not let in. */
async function stuckIn(baton: Running): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: afterwards }, async (_, index) => {
      const body = JSON.stringify({ name: 'Somebody', email: `after-${index}@prove.example` });
      return (await baton.api('/api/leads', { method: 'POST', body })).status;
    }),
  );
  return statuses.filter((status) => status !== 201).length;
}
