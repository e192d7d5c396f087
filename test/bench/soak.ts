/**
 * P12: that memory stays as it is, however many leads have come. The real program with both platforms takes leads, shows
 * their cards with nothing to hold it back, and some of them are claimed by presses; its resident memory is read after
 * each piece. Another one keeps a spreadsheet, and then does nothing. On PGlite the floor is the engine by itself, which
 * keeps as many leads and announces none (`floors/intake.ts`).
 *
 * Memory takes long to tell: usually it is a small part of what `--full` takes hours for.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openChats, withoutBudgets } from '../prove/floor/chats.ts';
import type { Chats, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import { drained } from '../prove/floor/sales-floor.ts';
import { megabytesOf } from '../support/resident-memory.ts';
import { emptyFolder, testToken } from '../support/run-baton.ts';
import type { BenchOptions } from './bench.ts';
import { createDatabase } from './create-database.ts';
import { saturate, type Target } from './http-load.ts';
import { highestDuring, liveOf, restOf, slopeOf, tellMemory } from './memory.ts';
import { platforms, playerAt, pressTarget } from './presses.ts';
import { sendSpreadsheet } from './spreadsheet.ts';
import { startScript } from './start-script.ts';

type Size = {
  readonly leads: number;
  /** After them. */
  readonly live: number;
  readonly embedded: number;
  readonly rows: number;
  readonly idleMs: number;
};
const sizes: Readonly<Record<'usual' | 'full', Size>> = {
  usual: { leads: 12_000, live: 8_000, embedded: 3_000, rows: 10_000, idleMs: 10_000 },
  full: { leads: 1_000_000, live: 100_000, embedded: 100_000, rows: 1_000_000, idleMs: 60 * 60_000 },
};
/** So often memory is read while leads come. */
const pieces = 40;
const claimedPerPiece = 20;
/** A file may have 32 MiB. */
const rowsPerFile = 200_000;

export async function benchSoak(options: BenchOptions): Promise<readonly Figure[]> {
  const size = sizes[options.full ? 'full' : 'usual'];
  const onServer = options.server === null ? [] : await soakServer(options.server, size, options);
  return [...onServer, await soakEmbedded(size, options)];
}

async function soakServer(server: string, size: Size, options: BenchOptions): Promise<readonly Figure[]> {
  return [...(await soakLeads(server, size, options)), ...(await soakRows(server, size, options))];
}

async function soakLeads(
  server: string,
  { leads, live }: Size,
  { full: isFull, say }: BenchOptions,
): Promise<readonly Figure[]> {
  await using database = await createDatabase(server);
  await using chats = await openChats({ environment: onPostgres(database.url) });
  const start = await restOf(chats.baton.pid);
  const resident = await takeLeads(chats, { from: 0, to: leads }, () => megabytesOf(chats.baton.pid), say);
  const end = await restOf(chats.baton.pid);
  say(`  PostgreSQL: ${start.toFixed(0)} MB before ${leads} leads, ${end.toFixed(0)} MB after`);
  // Reading it collects all garbage, so that what is resident can't be told any more: more leads, then.
  const more = { from: leads, to: leads + live };
  const held = await takeLeads(chats, more, () => liveOf(chats.baton), say);
  const lastHalf = `memory over the last half of ${leads} leads, per 100,000`;
  const slope = slopeOf(resident.slice(pieces / 2)) * 100_000;
  // Of few leads it tells nothing yet: V8 takes and gives back more at a time.
  if (!isFull) say(`  ${lastHalf}: ${slope.toFixed(0)} MB, which is not told apart from chance`);
  return [
    ...(isFull ? [atMost(lastHalf, slope, 4)] : []),
    atMost(
      `what is held without garbage, over the last ${live * 0.75} leads, per 100,000`,
      slopeOf(held.slice(pieces / 4)) * 100_000,
      4,
    ),
    atMost(`memory after ${leads} leads, more than before`, end - start, 64),
  ];
}

/** In a program that has nothing else to do. */
async function soakRows(
  server: string,
  { rows, idleMs }: Size,
  { say }: BenchOptions,
): Promise<readonly Figure[]> {
  await using database = await createDatabase(server);
  await using chats = await openChats({ environment: onPostgres(database.url) });
  const start = await restOf(chats.baton.pid);
  const peak = await highestDuring(chats.baton.pid, async () => {
    for (let from = 0; from < rows; from += rowsPerFile) {
      await sendSpreadsheet(chats.baton, Math.min(rowsPerFile, rows - from), from).isKept;
    }
  });
  await drained(chats.baton);
  const rested = await restOf(chats.baton.pid);
  await pause(idleMs);
  const idle = await megabytesOf(chats.baton.pid);
  say(
    `  ${start.toFixed(0)} MB before a spreadsheet of ${rows} rows, ${peak.toFixed(0)} MB at most, ` +
      `${rested.toFixed(0)} MB after, ${idle.toFixed(0)} MB when nothing was done for ${idleMs / 1000} s`,
  );
  return [
    atMost(`memory while ${rows} rows are imported, more than before`, peak - start, 64),
    atMost(`memory after ${idleMs / 1000} s of doing nothing, more than before`, idle - rested, 8),
  ];
}

/** Nothing but the engine, and then ours with as many leads, whose cards wait for what the platforms allow. */
async function soakEmbedded({ embedded }: Size, { say }: BenchOptions): Promise<Figure> {
  await using folder = await emptyFolder();
  const engine = startScript(new URL('floors/intake.ts', import.meta.url), ['pglite', folder.path]);
  let bare = NaN;
  try {
    const target = leadsOn(Number(await engine.find(/listening (\d+)/u)));
    await sendAll(target, 0, embedded);
    bare = await restOf(engine.pid);
  } finally {
    await engine.stop();
  }
  await using chats = await openChats();
  await takeLeads(chats, { from: 0, to: embedded }, () => megabytesOf(chats.baton.pid), say);
  const ours = await restOf(chats.baton.pid);
  say(`  PGlite with ${embedded} leads: ${ours.toFixed(0)} MB, the engine alone ${bare.toFixed(0)} MB`);
  return {
    row: 'P12',
    name: `memory on PGlite with ${embedded} leads ÷ engine`,
    value: ours / bare,
    goal: { is: 'at most', than: 1.3 },
  };
}

const onPostgres = (url: string) => ({
  DATABASE_URL: url,
  NODE_OPTIONS: `--import=${withoutBudgets.href} --import=${tellMemory.href}`,
});

const atMost = (name: string, value: number, than: number): Figure => ({
  row: 'P12',
  name,
  value,
  goal: { is: 'at most', than },
  unit: 'MB',
});

type Held = readonly [leads: number, megabytes: number];

/** What is held after each piece of the leads; cards are shown meanwhile, as many as the machine can. */
async function takeLeads(
  chats: Chats,
  { from, to }: { readonly from: number; readonly to: number },
  read: () => Promise<number>,
  say: (line: string) => void,
): Promise<readonly Held[]> {
  const { baton } = chats;
  const target = leadsOn(Number(new URL(baton.url).port));
  const held: Held[] = [];
  const began = performance.now();
  const upTo = (piece: number) => from + Math.round((piece * (to - from)) / pieces);
  for (let piece = 0; piece < pieces; piece += 1) {
    await sendAll(target, upTo(piece), upTo(piece + 1) - upTo(piece));
    await claimSome(chats, upTo(piece));
    held.push([upTo(piece + 1), await read()]);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(`  ${to - from} leads in ${seconds} s, ${await waitingIn(baton)} messages still to be shown; MB:`);
  say(`  ${held.map(([, megabytes]) => megabytes.toFixed(1)).join(' ')}`);
  return held;
}

function leadsOn(port: number): Target {
  return {
    port,
    path: '/api/leads',
    headers: { authorization: `Bearer ${testToken}` },
    body: (index) => {
      const phone = `+38050${String(index).padStart(7, '0')}`;
      return JSON.stringify({ name: `Somebody ${index}`, phone, email: `soak-${index}@prove.example` });
    },
  };
}

async function sendAll(target: Target, from: number, count: number): Promise<void> {
  const { failed } = await saturate(target, { connections: 8, ms: Infinity, from, atMost: count });
  if (failed > 0) throw new Error(`${failed} leads were refused; nothing was measured.`);
}

const listed = z.object({ items: z.array(z.object({ ref: z.string() })) });

/** Of what is free, half by presses on each platform; `first` is the number of the first press. */
async function claimSome(chats: Chats, first: number): Promise<void> {
  const response = await chats.baton.api(`/api/leads?stage=new&limit=${claimedPerPiece}`);
  const { items } = listed.parse(await response.json());
  const half = Math.floor(items.length / 2);
  for (const [at, platform] of platforms.entries()) {
    const some = items.slice(at * half, (at + 1) * half);
    const from = first + at * half;
    const pressOf = (index: number): Press => ({
      id: 1_000 + index,
      by: playerAt(chats.players, index),
      code: `claim:${some[index - from]?.ref ?? ''}`,
    });
    const how = { connections: 2, ms: Infinity, from, atMost: some.length };
    const { failed } = await saturate(pressTarget(platform, chats, pressOf), how);
    if (failed > 0) throw new Error(`${failed} presses were refused; nothing was measured.`);
  }
}

const ready = z.object({ outbox: z.array(z.object({ waiting: z.number() })) });

async function waitingIn({ url }: Chats['baton']): Promise<number> {
  const { outbox } = ready.parse(await (await fetch(`${url}/readyz`)).json());
  return outbox.reduce((sum, { waiting }) => sum + waiting, 0);
}
