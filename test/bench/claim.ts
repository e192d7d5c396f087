/**
 * P4: from a press to its committed decision, 50 a second on both platforms in turn, each of a free lead; on Slack that
 * is the acknowledgement, on Telegram the answer to the press. The floor commits as much in a transaction and answers.
 */
import { z } from 'zod';
import { openChats, queryOf } from '../prove/floor/chats.ts';
import type { Chats, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { ofRounds, saySpread, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Target } from './http-load.ts';
import { freeLeads, type FreeLead } from './free-leads.ts';
import { platforms, playerAt, pressOnBoth, type On, type Pressed } from './presses.ts';
import { startScript } from './start-script.ts';
import { sayTimes, timed, timesOf } from './times.ts';

const rate = 50;

const floorLeads = 100_000;

/** How long each press of a round took, in ms. */
type Took = readonly number[];
type Round = Readonly<Record<On, Took>>;

export async function benchClaim(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) {
    await using database = await createDatabase(options.server);
    await using floors = await createDatabase(options.server);
    const rounds = await measure('PostgreSQL', { DATABASE_URL: database.url }, options, floors.url);
    const { floor } = rounds;
    if (!floor) throw new Error('There is no floor.');
    for (const platform of platforms) {
      const [ours, bare] = [ofRounds(rounds.ours.map((round) => round[platform])), ofRounds(floor)];
      for (const [name, value, than] of [
        ['p50', ours.p50.median / bare.p50.median, 2],
        ['p99', ours.p99 / bare.p99, 3],
      ] as const) {
        figures.push({
          row: 'P4',
          name: `${name} of a press on ${platform} ÷ floor`,
          value,
          goal: { is: 'at most', than },
        });
      }
    }
  }
  const { ours } = await measure('PGlite', {}, options, null);
  figures.push({
    row: 'P4',
    name: 'p99 of a press on slack, PGlite',
    value: ofRounds(ours.map(({ slack }) => slack)).p99,
    goal: { is: 'at most', than: 25 },
    unit: 'ms',
  });
  return figures;
}

async function measure(
  engine: string,
  environment: Readonly<Record<string, string>>,
  { rounds, seconds, say }: BenchOptions,
  floorUrl: string | null,
): Promise<{ readonly ours: readonly Round[]; readonly floor: readonly Took[] | null }> {
  await using chats = await openChats({
    environment: { ...environment, ...timed() },
  });
  const perRound = rate * seconds;
  const leads = await freeLeads(chats.baton, perRound * (rounds + 1));
  const floor =
    floorUrl === null
      ? null
      : startScript(new URL('floors/claim.ts', import.meta.url), [floorUrl, String(floorLeads)]);
  try {
    const port = floor ? Number(await floor.find(/listening (\d+)/u)) : 0;
    let next = 0;
    // Each claims leads that are free, also when a round is run again.
    const onFloor = async (path: string) => {
      const from = next;
      next += perRound;
      const { took } = await atRate(floorTarget(port, path), {
        perSecond: rate,
        ms: seconds * 1000,
        from,
      });
      return took;
    };
    const rated = { ours: [] as Round[], floor: [] as Took[], atOnce: [] as Took[] };
    for (let round = 0; round <= rounds; round += 1) {
      const from = round * perRound;
      // The first is for what is compiled, in a crowd: so it is in each connection that a crowd would use.
      const crowd = round === 0 ? 8 : 1;
      const piece = { perSecond: rate * crowd, ms: (seconds * 1000) / crowd, from };
      const pids = [chats.baton.pid, chats.slack.pid, chats.telegram.pid, ...(floor ? [floor.pid] : [])];
      if (floor) {
        const one = await undisturbed('floor', pids, say, () => onFloor('/claim'));
        const best = await onFloor('/claim-at-once');
        if (round > 0) rated.floor.push(one);
        if (round > 0) rated.atOnce.push(best);
      }
      // Leads are claimed but once, so a disturbed round can't be run again.
      const one = await pressRound(chats, leads, piece);
      if (round > 0) rated.ours.push(one);
      else await timesOf(chats.baton);
    }
    const times = sayTimes(await timesOf(chats.baton), perRound * rounds);
    const named: readonly (readonly [string, readonly Took[]])[] = [
      ['floor', rated.floor],
      ['the same in one statement', rated.atOnce],
      ...platforms.map((on) => [on, rated.ours.map((round) => round[on])] as const),
    ];
    for (const [name, ones] of named) {
      const { p50, p99 } = ofRounds(ones);
      if (ones.length > 0) say(`  ${engine}, ${name}: p50 ${saySpread(p50)} ms, p99 ${p99.toFixed(1)} ms`);
    }
    say(`  ${engine}, of each press: ${times}`);
    return { ours: rated.ours, floor: floor ? rated.floor : null };
  } finally {
    await floor?.stop();
  }
}

function floorTarget(port: number, path: string): Target {
  return {
    port,
    path,
    headers: {},
    body: (index) => JSON.stringify({ ref: `r${index}`, by: 'ana' }),
  };
}

async function pressRound(
  chats: Chats,
  leads: readonly FreeLead[],
  piece: { readonly perSecond: number; readonly ms: number; readonly from: number },
): Promise<Round> {
  const pressOf = (index: number): Press => {
    const lead = leads[index];
    if (!lead) throw new Error('There is nothing to press.');
    return { id: 1_000 + index, by: playerAt(chats.players, index), code: `claim:${lead.ref}` };
  };
  const { pressed, acks } = await pressOnBoth(chats, pressOf, piece);
  const answers = await answersTo(
    chats,
    pressed.filter(({ on }) => on === 'telegram'),
  );
  return { slack: acks.slack.took, telegram: answers };
}

const calls = z.array(
  z.looseObject({ at: z.number(), params: z.looseObject({ callback_query_id: z.unknown() }) }),
);
const answeredWithinMs = 30_000;

/** How long each waited, as Telegram saw it. */
async function answersTo({ telegram }: Chats, pressed: readonly Pressed[]): Promise<readonly number[]> {
  const until = Date.now() + answeredWithinMs;
  for (;;) {
    const made = calls.parse(await telegram.do('calls', 'answerCallbackQuery'));
    const first = new Map<string, number>();
    for (const { at, params } of made) {
      const query = String(params.callback_query_id);
      if (!first.has(query)) first.set(query, at);
    }
    const waits = pressed.flatMap(({ press, sentAt }) => {
      const at = first.get(queryOf(press));
      return at === undefined ? [] : [at - sentAt];
    });
    if (waits.length === pressed.length) return waits;
    if (Date.now() > until)
      throw new Error(`${pressed.length - waits.length} presses on Telegram were never answered.`);
  }
}
