/**
 * P4: from a press to its committed decision, 50 a second on both platforms in turn, each of a free lead; on Slack that
 * is the acknowledgement, on Telegram the answer to the press. The floor commits as much in a transaction and answers.
 */
import { z } from 'zod';
import { openChats, signed, slackBody, telegramPress } from '../prove/chats.ts';
import type { Chats } from '../prove/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { quantile, saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Rated, type Target } from './http-load.ts';
import { freeLeads } from './free-leads.ts';
import { startScript } from './start-script.ts';

const rate = 50;

const floorLeads = 100_000;

type Took = { readonly p50: number; readonly p99: number };
type Round = { readonly slack: Took; readonly telegram: Took };

export async function benchClaim(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) {
    await using database = await createDatabase(options.server);
    await using floors = await createDatabase(options.server);
    const rounds = await measure('PostgreSQL', { DATABASE_URL: database.url }, options, floors.url);
    const { floor } = rounds;
    if (!floor) throw new Error('There is no floor.');
    for (const platform of ['slack', 'telegram'] as const) {
      for (const [what, than] of [
        ['p50', 2],
        ['p99', 3],
      ] as const) {
        figures.push({
          row: 'P4',
          name: `${what} of a press on ${platform} ÷ floor`,
          value: median(rounds.ours, platform, what) / spreadOf(floor.map((one) => one[what])).median,
          goal: { is: 'at most', than },
        });
      }
    }
  }
  const { ours } = await measure('PGlite', {}, options, null);
  figures.push({
    row: 'P4',
    name: 'p99 of a press on slack, PGlite',
    value: median(ours, 'slack', 'p99'),
    goal: { is: 'at most', than: 25 },
    unit: 'ms',
  });
  return figures;
}

const median = (rounds: readonly Round[], platform: keyof Round, what: keyof Took) =>
  spreadOf(rounds.map((one) => one[platform][what])).median;

async function measure(
  engine: string,
  environment: Readonly<Record<string, string>>,
  { rounds, seconds, say }: BenchOptions,
  floorUrl: string | null,
): Promise<{ readonly ours: readonly Round[]; readonly floor: readonly Rated[] | null }> {
  await using chats = await openChats({ environment });
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
    const onFloor = (path: string) => {
      const from = next;
      next += perRound;
      return atRate(floorTarget(port, path), { perSecond: rate, ms: seconds * 1000, from });
    };
    const rated = { ours: [] as Round[], floor: [] as Rated[], atOnce: [] as Rated[] };
    for (let round = 0; round <= rounds; round += 1) {
      const from = round * perRound;
      const piece = { perSecond: rate, ms: seconds * 1000, from };
      const pids = [chats.baton.pid, chats.slack.pid, chats.telegram.pid, ...(floor ? [floor.pid] : [])];
      if (floor) {
        const one = await undisturbed('floor', pids, say, () => onFloor('/claim'));
        const best = await onFloor('/claim-at-once');
        // The first is for what is compiled.
        if (round > 0) rated.floor.push(one);
        if (round > 0) rated.atOnce.push(best);
      }
      // Leads are claimed but once, so a disturbed round can't be run again.
      const one = await pressRound(chats, leads, piece);
      if (round > 0) rated.ours.push(one);
    }
    for (const [name, ones] of [
      ['floor', rated.floor],
      ['the same in one statement', rated.atOnce],
    ] as const) {
      const of = (what: keyof Took) => saySpread(spreadOf(ones.map((each) => each[what])));
      if (floor) say(`  ${engine}, ${name}: p50 ${of('p50')} ms, p99 ${of('p99')} ms`);
    }
    for (const platform of ['slack', 'telegram'] as const) {
      const of = (what: keyof Took) => saySpread(spreadOf(rated.ours.map((each) => each[platform][what])));
      say(`  ${engine}, ${platform}: p50 ${of('p50')} ms, p99 ${of('p99')} ms`);
    }
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
  leads: readonly { readonly ref: string }[],
  piece: { readonly perSecond: number; readonly ms: number; readonly from: number },
): Promise<Round> {
  const { channel, group, secrets, players, baton } = chats;
  const port = Number(new URL(baton.url).port);
  const pressOf = (index: number) => {
    const by = players[index % players.length];
    const lead = leads[index];
    if (!by || !lead) throw new Error('There is nothing to press.');
    return { id: 1_000 + index, by, code: `claim:${lead.ref}` };
  };
  const sentAt = new Map<string, number>();
  const half = { ...piece, perSecond: piece.perSecond / 2 };
  const count = (half.perSecond * half.ms) / 1000;
  const [slack] = await Promise.all([
    atRate(
      {
        port,
        path: '/slack/events',
        headers: (body) =>
          Object.fromEntries(signed(body, secrets.slack, Math.floor(Date.now() / 1000)).headers),
        body: (index) => slackBody(pressOf(index), channel),
      },
      half,
    ),
    atRate(
      {
        port,
        path: '/telegram/webhook',
        headers: { 'x-telegram-bot-api-secret-token': secrets.telegram },
        body(index) {
          const { body } = telegramPress(pressOf(index), group, secrets.telegram);
          sentAt.set(queryIn(body), Date.now());
          return body;
        },
      },
      // In turn, as the floor gets its own: 50 a second, not 25 pairs.
      { ...half, from: piece.from + count, afterMs: 1000 / piece.perSecond },
    ),
  ]);
  const answers = await answersTo(chats, sentAt);
  return { slack, telegram: { p50: quantile(answers, 0.5), p99: quantile(answers, 0.99) } };
}

const queryIn = (body: string) => /"callback_query":\{"id":"(\d+)"/u.exec(body)?.[1] ?? '';
const calls = z.array(
  z.looseObject({ at: z.number(), params: z.looseObject({ callback_query_id: z.unknown() }) }),
);
const answeredWithinMs = 30_000;

/** How long each waited, as Telegram saw it. */
async function answersTo(
  { telegram }: Chats,
  sentAt: ReadonlyMap<string, number>,
): Promise<readonly number[]> {
  const until = Date.now() + answeredWithinMs;
  for (;;) {
    const made = calls.parse(await telegram.do('calls', 'answerCallbackQuery'));
    const first = new Map<string, number>();
    for (const { at, params } of made) {
      const query = String(params.callback_query_id);
      if (!first.has(query)) first.set(query, at);
    }
    const waits = [...sentAt].flatMap(([query, sent]) => {
      const at = first.get(query);
      return at === undefined ? [] : [at - sent];
    });
    if (waits.length === sentAt.size) return waits;
    if (Date.now() > until)
      throw new Error(`${sentAt.size - waits.length} presses on Telegram were never answered.`);
  }
}
