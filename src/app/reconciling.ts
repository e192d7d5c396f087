/**
 * What platforms did not tell, or told while nobody listened: from time to time they are asked whether places can still
 * be used and people are still in them (P10, T79). What is found has the consequences that the news itself would have
 * had. A few calls at a time, with pauses, so that nothing else waits for it.
 */
import type { Happening } from '../chat/happening.ts';
import type { ChatAdapter } from '../chat/port.ts';
import type { Platform } from '../core/member.ts';
import { readInstance, writeInstance } from '../storage/instance.ts';
import { giveBackLease, holdLease } from '../storage/leases.ts';
import { listMembers } from '../storage/members.ts';
import { listPlaces } from '../storage/places.ts';
import { listPresences, savePresence } from '../storage/presences.ts';
import type { App } from './app.ts';
import { askPlatform } from './ask-platform.ts';
import { nameOfError } from './deliver/name-of-error.ts';
import { handleHappening } from './handle-happening.ts';
import { pause } from './pause.ts';

export type Reconciling = {
  /** Ends what is under way between two calls. */
  stop(): Promise<void>;
};

type ReconcilingApp = Pick<App, 'database' | 'clock' | 'playbook' | 'adapters' | 'log' | 'wake' | 'random'>;

/** When everything has come up; then once an hour. */
const firstAfterMs = 60_000;
const everyMs = 60 * 60_000;
/** A round with its pauses is over long before. */
const leaseMs = 10 * 60_000;
const pauseMs = 1_000;
const patienceMs = 10_000;
/** Who is in which place is asked for so many in a round, and the next round goes on from there. */
const peopleAtMost = 100;
/** A platform that says nothing about the first few of a place says nothing about the others. */
const silentAtMost = 3;

export function startReconciling(app: ReconcilingApp): Reconciling {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    await pause(app.clock, firstAfterMs, signal);
    while (!signal.aborted) {
      try {
        await reconcile(app, signal);
      } catch (error) {
        app.log.error({ error: nameOfError(error) }, 'what platforms did not tell could not be found out');
      }
      await pause(app.clock, everyMs, signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One round over all platforms, unless another process is at it. */
export async function reconcile(app: ReconcilingApp, signal: AbortSignal): Promise<void> {
  const lease = { name: 'reconciling', holder: app.random.id('w') };
  if (!(await holdLease(app.database.db, { ...lease, forMs: leaseMs }))) return;
  try {
    for (const adapter of app.adapters.values()) {
      // Everybody is on the page, and nothing on it closes.
      if (adapter.name === 'web') continue;
      await reconcilePlaces(app, adapter, signal);
      await reconcilePeople(app, adapter, signal);
    }
  } finally {
    await giveBackLease(app.database.db, lease.name, lease.holder);
  }
}

async function reconcilePlaces(
  app: ReconcilingApp,
  adapter: ChatAdapter,
  signal: AbortSignal,
): Promise<void> {
  const { name: platform } = adapter;
  const places = await listPlaces(app.database.db, { platform });
  const lanes = new Map(places.map((place) => [`${place.channel} ${place.thread ?? ''}`, place] as const));
  for (const { channel, thread, problem } of lanes.values()) {
    if (signal.aborted) return;
    const place = { channel, thread };
    const check = await askPlatform(app.clock, app.clock.now() + patienceMs, () => adapter.check(place));
    if (check && !check.ok && problem === null) {
      await handleHappening(app, {
        ...found(app, platform),
        type: 'place lost',
        place,
        problem: check.problem,
      });
    } else if (check?.ok && problem !== null) {
      await handleHappening(app, { ...found(app, platform), type: 'place usable', place });
    }
    await pause(app.clock, pauseMs, signal);
  }
}

async function reconcilePeople(
  app: ReconcilingApp,
  adapter: ChatAdapter,
  signal: AbortSignal,
): Promise<void> {
  const { name: platform } = adapter;
  const { db } = app.database;
  const pairs = await pairsOf(app, platform);
  const key = `last_run:reconciling:${platform}` as const;
  const from = Number(await readInstance(db, key)) % Math.max(pairs.length, 1) || 0;
  const heard = new Map(
    (await listPresences(db, { platform })).map((one) => [`${one.channel} ${one.person}`, one.isIn] as const),
  );
  const silent = new Map<string, number>();
  const round = [...pairs.slice(from), ...pairs.slice(0, from)].slice(0, peopleAtMost);
  for (const { channel, person, suspended } of round) {
    if (signal.aborted) return;
    if ((silent.get(channel) ?? 0) >= silentAtMost) continue;
    const place = { channel, thread: null };
    const isIn = await askPlatform(app.clock, app.clock.now() + patienceMs, (late) =>
      adapter.isIn(place, person, late),
    );
    const before = heard.get(`${channel} ${person}`);
    const news = { ...found(app, platform), person, place };
    if (isIn === null) silent.set(channel, (silent.get(channel) ?? 0) + 1);
    else if (isIn && (before === false || (before === undefined && suspended)))
      await handleHappening(app, { ...news, type: 'person joined place' });
    else if (isIn && before === undefined)
      await savePresence(db, { platform, channel, person, isIn, at: app.clock.now() });
    // Who was never seen there has not left it: many work in their private chat alone.
    else if (!isIn && before === true) await handleHappening(app, { ...news, type: 'person left place' });
    await pause(app.clock, pauseMs, signal);
  }
  await writeInstance(db, key, pairs.length === 0 ? 0 : (from + round.length) % pairs.length);
}

/** Each person with each place, one place after the other. */
async function pairsOf(app: ReconcilingApp, platform: Platform) {
  const { db } = app.database;
  const channels = [...new Set((await listPlaces(db, { platform })).map(({ channel }) => channel))];
  const members = await listMembers(db, { active: true });
  const people = members
    .flatMap(({ identities }) => identities.filter((one) => one.platform === platform))
    .map(({ person, suspended }) => ({ person, suspended }));
  return channels.flatMap((channel) => people.map((person) => ({ channel, ...person })));
}

/** Found out here, and so under an id that no delivery of the platform has. */
function found(
  { clock, random }: ReconcilingApp,
  platform: Platform,
): Pick<Happening, 'platform' | 'id' | 'at'> {
  return { platform, id: random.id('found'), at: clock.now() };
}
