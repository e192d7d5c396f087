/**
 * Q1 to Q8: Baton beside what a team might take instead, with its defaults and at its best, in one run, on the same
 * PostgreSQL, with the same Slack. A peer keeps a lead, posts it to Slack and answers; ours answers, and counts when both
 * Slack and Telegram have the card, through its outbox. Peers are installed where this is asked for by its name; one that
 * cannot be installed or does not start misses its rows, and they say so.
 */
import type { Figure } from '../prove/figure.ts';
import { zero } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { quantile, saySpread, spreadOf } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { crashOf, paceOf, placeFor, raceOf, startOf, type Pace, type Place } from './peers/measure-peer.ts';
import { n8n } from './peers/n8n.ts';
import { nodeRed } from './peers/node-red.ts';
import { crashOfOurs, openOurs, paceOfOurs, raceOfOurs, startOfOurs } from './peers/ours.ts';
import { install, installedAt, isInstalled, type Peer } from './peers/peer.ts';
import { packagesIn, benchSize } from './size.ts';

type Goals = { readonly p50: number; readonly p99: number; readonly perSecond: number };
type Rival = {
  readonly name: Peer['name'];
  readonly settings: readonly string[];
  readonly rebuild: readonly string[];
  readonly ways: readonly (readonly [Peer, Goals])[];
  readonly start: number;
  readonly memory: number;
  /** Null where nothing is promised. */
  readonly size: { readonly bytes: number; readonly packages: number } | null;
};

const rivals: readonly Rival[] = [
  {
    name: 'node-red',
    settings: ['settings.cjs'],
    rebuild: [],
    ways: (['default', 'at its best'] as const).map((how) => [
      nodeRed(how),
      { p50: 0.8, p99: 1, perSecond: 0.8 },
    ]),
    start: 2,
    memory: 0.9,
    size: null,
  },
  {
    name: 'n8n',
    settings: [],
    rebuild: ['sqlite3'],
    ways: [
      [n8n('default'), { p50: 20, p99: 20, perSecond: 40 }],
      [n8n('at its best'), { p50: 7, p99: 5, perSecond: 15 }],
    ],
    start: 8,
    memory: 5,
    size: { bytes: 15, packages: 7 },
  },
];

/** Whether this can be measured without a download. */
export const areInstalled = (): boolean => rivals.every(({ name }) => isInstalled(name));

const sizes = {
  usual: { kills: 3, leads: 20, crowd: 200 },
  full: { kills: 20, leads: 200, crowd: 2_000 },
};
const clicks = 50;
const startRounds = 2;
type Size = (typeof sizes)['usual'];

export async function benchPeers(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, say } = options;
  if (server === null) return [];
  const size = sizes[options.full ? 'full' : 'usual'];
  const figures: Figure[] = [];
  for (const rival of rivals) {
    try {
      await install(rival.name, rival.settings, rival.rebuild);
      figures.push(...(await besideOurs(rival, server, size, options)));
      figures.push(...(await sizeFigures(rival, say)));
    } catch (error) {
      say(`  ${rival.name}: ${error instanceof Error ? error.message : String(error)}`);
      figures.push(atLeast('Q1', `${rival.name} could not be measured`, Number.NaN, 1));
    }
  }
  const crash = await crashOfOurs(server, size.kills);
  say(`  ours: ${crash.unannounced} of ${crash.stored} stored leads were never announced`);
  return [
    ...figures,
    zero('Q7', `leads stored but never announced after ${size.kills} kills, ours`, crash.unannounced),
    zero(
      'Q8',
      `double winners of ${size.leads} leads × ${clicks} clicks, ours`,
      await raceOfOurs(size.leads, clicks, say),
    ),
  ];
}

async function besideOurs(rival: Rival, server: string, size: Size, options: BenchOptions) {
  const { say } = options;
  // A start of n8n takes as long as all else: what every change can afford is two rounds.
  const rounds = options.full ? options.rounds : Math.min(options.rounds, 2);
  await using database = await createDatabase(server);
  await using chats = await openOurs(database.url);
  await using places = new AsyncDisposableStack();
  const sides: { peer: Peer; goals: Goals; place: Place }[] = [];
  for (const [peer, goals] of rival.ways)
    sides.push({ peer, goals, place: places.use(await placeFor(peer, server, chats.slack)) });
  const ours: Pace[] = [];
  const theirs = new Map<Peer, Pace[]>(sides.map(({ peer }) => [peer, []]));
  const rateMs = options.seconds * 1000;
  // The first round of ours is for what is compiled; a peer is warmed after each of its starts.
  for (let round = 0; round <= rounds; round += 1) {
    const piece = { rateMs, crowd: size.crowd, from: round * 10_000 };
    const pace = await paceOfOurs(chats, database.url, piece);
    if (round === 0) continue;
    ours.push(pace);
    for (const { peer, place } of sides) {
      // Started anew in each round, so that only one of them holds memory.
      const running = await peer.start(place);
      try {
        await paceOf(peer, running, { ...piece, crowd: 50, from: piece.from + 5_000 });
        theirs.get(peer)?.push(await paceOf(peer, running, piece));
      } finally {
        await running.stop();
      }
    }
  }
  sayPace('ours', ours, say);
  const figures: Figure[] = [];
  for (const { peer, goals } of sides) {
    const paces = theirs.get(peer) ?? [];
    const named = `${peer.name} (${peer.how})`;
    sayPace(named, paces, say);
    const [own, other] = [summed(ours), summed(paces)];
    figures.push(
      atLeast('Q1', `p50 of a lead at 5/s, ${named} ÷ ours`, other.p50 / own.p50, goals.p50),
      atLeast('Q2', `p99 of a lead at 5/s, ${named} ÷ ours`, other.p99 / own.p99, goals.p99),
      atLeast('Q3', `leads/s, ours ÷ ${named}`, own.perSecond / other.perSecond, goals.perSecond),
    );
  }
  await sayWhatGoesWrong(sides, chats.slack, size, say);
  return [...figures, ...(await startFigures(rival, sides, chats.environment, options))];
}

/** Beside each other's zeros of ours, which are figures of their own. */
async function sayWhatGoesWrong(
  sides: readonly { peer: Peer; place: Place }[],
  slack: Parameters<typeof crashOf>[2],
  { kills, leads }: Size,
  say: BenchOptions['say'],
) {
  const [last] = sides.slice(-1);
  if (!last) return;
  const { peer, place } = last;
  const crash = await crashOf(peer, place, slack, kills);
  const double = await raceOf(peer, place, leads, clicks);
  say(
    `  ${peer.name}: ${crash.unannounced} of ${crash.stored} stored leads were never announced after ${kills} kills; ` +
      `${double} of ${leads} leads had more than one winner`,
  );
}

async function startFigures(
  { name, start, memory }: Rival,
  sides: readonly { peer: Peer; place: Place }[],
  environment: NodeJS.ProcessEnv,
  { say }: BenchOptions,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { peer, place } of sides) {
    const [own, other] = [[], []] as [
      Awaited<ReturnType<typeof startOf>>[],
      Awaited<ReturnType<typeof startOf>>[],
    ];
    for (let round = 0; round < startRounds; round += 1) {
      own.push(await startOfOurs(environment));
      other.push(await startOf(peer, place));
    }
    const of = (all: typeof own, fact: 'ms' | 'megabytes') => spreadOf(all.map((one) => one[fact]));
    const named = `${name} (${peer.how})`;
    say(`  start, ours: ${saySpread(of(own, 'ms'))} ms, ${saySpread(of(own, 'megabytes'))} MB`);
    say(`  start, ${named}: ${saySpread(of(other, 'ms'))} ms, ${saySpread(of(other, 'megabytes'))} MB`);
    const ratio = (fact: 'ms' | 'megabytes') => of(other, fact).median / of(own, fact).median;
    figures.push(
      atLeast('Q4', `start, ${named} ÷ ours with both chats`, ratio('ms'), start),
      atLeast('Q5', `memory at rest, ${named} ÷ ours with both chats`, ratio('megabytes'), memory),
    );
  }
  return figures;
}

async function sizeFigures({ name, size }: Rival, say: BenchOptions['say']): Promise<readonly Figure[]> {
  const theirs = await packagesIn(installedAt(name));
  say(`  ${name}: ${theirs.packages} packages, ${(theirs.bytes / 1e6).toFixed(0)} MB`);
  if (size === null) return [];
  const ours = await benchSize({ say });
  const of = (what: string) => ours.find((figure) => figure.name === what)?.value ?? Number.NaN;
  return [
    atLeast('Q6', `size, ${name} ÷ ours`, theirs.bytes / 1e6 / of('size to run'), size.bytes),
    atLeast('Q6', `packages, ${name} ÷ ours`, theirs.packages / of('packages to run'), size.packages),
  ];
}

const summed = (paces: readonly Pace[]) => {
  const took = paces.flatMap((pace) => pace.took);
  return {
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    perSecond: spreadOf(paces.map((pace) => pace.perSecond)).median,
  };
};

function sayPace(who: string, paces: readonly Pace[], say: BenchOptions['say']) {
  const { p50, p99 } = summed(paces);
  const perSecond = saySpread(spreadOf(paces.map((pace) => pace.perSecond)));
  say(`  ${who}: at 5/s p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ${perSecond} leads/s`);
}

const atLeast = (row: string, name: string, value: number, than: number): Figure => ({
  row,
  name,
  value,
  goal: { is: 'at least', than },
});
