/** The same of Baton: a lead counts when both platforms have its card. */
import { setTimeout as pause } from 'node:timers/promises';
import { openChats, withoutBudgets, type Chats } from '../../prove/floor/chats.ts';
import { proveClaims } from '../../prove/races/claims.ts';
import { drained } from '../../prove/floor/sales-floor.ts';
import { megabytesOf } from '../../support/resident-memory.ts';
import { runBaton, testToken, type Running } from '../../support/run-baton.ts';
import { announced, paces, shownAt, sideOf } from '../announce.ts';
import { createDatabase } from '../create-database.ts';
import { saturate } from '../http-load.ts';
import { killUnderLoad } from './crash.ts';
import type { Pace } from './measure-peer.ts';
import { query } from '../query.ts';

const restMs = 1_500;
const shownWithinMs = 120_000;
const headers = { authorization: `Bearer ${testToken}` };

export const openOurs = (url: string): Promise<Chats> =>
  openChats({ environment: { DATABASE_URL: url, NODE_OPTIONS: `--import=${withoutBudgets.href}` } });

export async function paceOfOurs(
  chats: Chats,
  url: string,
  { rateMs, crowd, from }: { readonly rateMs: number; readonly crowd: number; readonly from: number },
): Promise<Pace> {
  const side = sideOf(chats, url);
  const took = await announced(chats, side, paces.usual, rateMs, from);
  const before = (await shownAt(chats, side)).size;
  const began = Date.now();
  const target = {
    port: side.port,
    path: '/api/leads',
    headers,
    body: (index: number) => JSON.stringify({ name: 'Somebody', email: `crowd-${index}@prove.example` }),
  };
  const { failed } = await saturate(target, { connections: 50, ms: 30_000, from, atMost: crowd });
  if (failed > 0) throw new Error(`${failed} leads were refused; nothing was measured.`);
  for (;;) {
    const shown = await shownAt(chats, side);
    if (shown.size >= before + crowd)
      return { took, perSecond: (crowd * 1_000) / (Math.max(...shown.values()) - began) };
    if (Date.now() > began + shownWithinMs) throw new Error('Not all leads were shown on both platforms.');
    await pause(200);
  }
}

export async function startOfOurs(environment: NodeJS.ProcessEnv) {
  const began = performance.now();
  const baton = await runBaton(environment);
  const { status } = await fetch(`${baton.url}/readyz`);
  const ms = performance.now() - began;
  if (status !== 200) throw new Error(`It listens, but is not ready: ${status}`);
  await pause(restMs);
  const megabytes = await megabytesOf(baton.pid);
  await baton.stop();
  return { ms, megabytes };
}

/** Of all leads that are kept, how many are missing on one of the platforms. */
export async function crashOfOurs(server: string, kills: number) {
  await using database = await createDatabase(server);
  await using chats = await openOurs(database.url);
  await chats.baton.stop();
  let last: Running | null = null;
  const end = await killUnderLoad(async () => {
    const baton = (last = await runBaton(chats.environment));
    return { url: `${baton.url}/api/leads`, headers, kill: async () => void (await baton.stop('SIGKILL')) };
  }, kills);
  try {
    if (last !== null) await drained(last);
    const shown = await shownAt(chats, chats);
    const stored = await query<{ number: number }>(database.url, 'select number::int as number from leads');
    return { stored: stored.length, unannounced: stored.filter(({ number }) => !shown.has(number)).length };
  } finally {
    await end.kill();
  }
}

export async function raceOfOurs(leads: number, clicks: number, say: (line: string) => void) {
  const more = { db: 'postgres', leads: String(leads), clicks: String(clicks) };
  const figures = await proveClaims({ seed: 1, full: false, more, say });
  const double = figures.find(({ name }) => name.startsWith('double'));
  if (!double) throw new Error('The race tells nothing of double winners.');
  return double.value;
}
