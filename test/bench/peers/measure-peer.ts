/** What is measured of one peer: its pace beside ours, in turn, and alone its start, what it loses and whom it deceives. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { megabytesOf } from '../../support/resident-memory.ts';
import { emptyFolder } from '../../support/run-baton.ts';
import type { FarSlack } from '../../support/slack/run-slack.ts';
import { createDatabase } from '../create-database.ts';
import { atRate, saturate, type Target } from '../http-load.ts';
import { killUnderLoad } from './crash.ts';
import { tables, type Peer, type RunningPeer, type Where } from './peer.ts';
import { query } from '../query.ts';

const restMs = 1_500;
/** Who is slow is not waited for until all are served. */
const crowdMs = 10_000;
/** As long as everything that is still to come may take after the last start. */
const afterwardsMs = 20_000;

export type Place = Where & AsyncDisposable;

/** A database, a folder and a channel for one peer. */
export async function placeFor(peer: Peer, server: string, slack: FarSlack): Promise<Place> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createDatabase(server));
  const folder = opened.use(await emptyFolder());
  await query(database.url, tables);
  const name = `${peer.name}-${peer.how === 'default' ? 'default' : 'best'}`;
  const channel = await slack.addChannel({ name, members: [] });
  const where = {
    database: database.url,
    folder: folder.path,
    slack: { api: slack.apiUrl, token: slack.botToken, channel },
  };
  await peer.prepare(where);
  const moved = opened.move();
  return { ...where, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

export type Pace = { readonly took: readonly number[]; readonly perSecond: number };

/** At five a second how long each took from when it was due, and how many a second there are where fifty wait. */
export async function paceOf(
  { paths }: Peer,
  { port }: RunningPeer,
  { rateMs, crowd, from }: { readonly rateMs: number; readonly crowd: number; readonly from: number },
): Promise<Pace> {
  const target: Target = {
    port,
    path: paths.lead,
    headers: {},
    body: (index) => JSON.stringify({ name: 'Somebody', email: `announced-${index}@prove.example` }),
  };
  const rated = await atRate(target, { perSecond: 4.99, ms: rateMs, from });
  const full = await saturate(target, { connections: 50, ms: crowdMs, from: from + 1_000, atMost: crowd });
  if (rated.failed + full.failed > 0)
    throw new Error(`${rated.failed + full.failed} leads were not posted; nothing was measured.`);
  return { took: rated.took, perSecond: full.perSecond };
}

export async function startOf(peer: Peer, where: Where) {
  const running = await peer.start(where);
  await pause(restMs);
  const megabytes = await megabytesOf(running.pid);
  await running.stop();
  return { ms: running.startMs, megabytes };
}

/** Of its leads, how many are stored, and how many of these were never posted. */
export async function crashOf(peer: Peer, where: Where, slack: FarSlack, kills: number) {
  const end = await killUnderLoad(async () => {
    const running = await peer.start(where);
    const url = `http://127.0.0.1:${running.port}${peer.paths.lead}`;
    return { url, headers: {}, kill: () => running.stop('SIGKILL') };
  }, kills);
  await pause(afterwardsMs);
  const posted = numbersIn((await slack.look.channel(where.slack.channel)).map(({ text }) => text));
  await end.kill();
  const stored = await query<{ id: number }>(where.database, 'select id from peer_leads');
  return { stored: stored.length, unannounced: stored.filter(({ id }) => !posted.has(id)).length };
}

export const numbersIn = (texts: readonly string[]): ReadonlySet<number> =>
  new Set(texts.flatMap((text) => [...text.matchAll(/\bL-(\d+)/gu)].map(([, number]) => Number(number))));

const answered = z.object({ won: z.boolean() });

/** Of so many leads, each pressed by so many people at once, how many had more than one winner. */
export async function raceOf(peer: Peer, where: Where, leads: number, clicks: number): Promise<number> {
  const free = await query<{ id: number }>(
    where.database,
    `insert into peer_leads (name) select 'Raced' from generate_series(1, ${leads}) returning id`,
  );
  const running = await peer.start(where);
  try {
    let double = 0;
    for (const { id: lead } of free) {
      const told = await Promise.all(
        Array.from({ length: clicks }, async (_, person) => {
          const response = await fetch(`http://127.0.0.1:${running.port}${peer.paths.claim}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ lead, by: `person-${person}` }),
          });
          if (!response.ok) throw new Error(`A claim was not decided: ${response.status}`);
          return answered.parse(await response.json());
        }),
      );
      const winners = told.filter(({ won }) => won).length;
      if (winners === 0) throw new Error(`Nobody won lead ${lead}; nothing was measured.`);
      if (winners > 1) double += 1;
    }
    return double;
  } finally {
    await running.stop();
  }
}
