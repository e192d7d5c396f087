/**
 * P6: from when a lead is due to be sent until both platforms have its card, with nothing to hold it back; ours against
 * the smallest outbox that is honest (`floors/announce.ts`), which posts to other places of the same platforms. One at a
 * time, five a second and 200 a second; and through a second process that has no platforms, so that another must hear of it.
 *
 * The platforms tell moments in whole milliseconds: half of one is added, and the rates are a little odd, so that what is
 * due falls anywhere between two of them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openChats, withoutBudgets } from '../prove/floor/chats.ts';
import type { Chats } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import { runBaton, testToken, type Running } from '../support/run-baton.ts';
import type { BenchOptions } from './bench.ts';
import { ofRounds, saySpread } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Target } from './http-load.ts';
import { query } from './query.ts';
import { startScript } from './start-script.ts';
import { sayTimes, timed, timesOf } from './times.ts';

type Pace = {
  readonly name: string;
  readonly perSecond: number;
  readonly lines: number;
  readonly share: number;
};
/** `share`: of the seconds asked for, or a round of all would take too long. */
export const paces = {
  alone: { name: 'one at a time', perSecond: 39, lines: 1, share: 0.3 },
  usual: { name: '5/s', perSecond: 4.99, lines: 32, share: 0.8 },
  crowd: { name: '200/s', perSecond: 199, lines: 32, share: 0.3 },
} as const satisfies Readonly<Record<string, Pace>>;

const shownWithinMs = 30_000;

/** Who announces, and where it can be seen. */
export type Side = {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly channel: string;
  readonly group: number;
  readonly url: string;
  /** Numbers and addresses of its leads. */
  readonly leads: string;
};
type Took = readonly number[];

export async function benchAnnounce(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, rounds, seconds, say } = options;
  if (server === null) return [];
  await using database = await createDatabase(server);
  await using floorDatabase = await createDatabase(server);
  await using chats = await openChats({
    environment: { DATABASE_URL: database.url, ...timed(withoutBudgets) },
  });
  const second = await runBaton(withoutPlatforms(chats.environment));
  const places = await placesOfFloor(chats);
  const floor = startScript(new URL('floors/announce.ts', import.meta.url), [
    JSON.stringify(addressesFor(floorDatabase.url, chats, places)),
  ]);
  try {
    const sides = {
      floor: {
        port: Number(await floor.find(/listening (\d+)/u)),
        headers: {},
        ...places,
        url: floorDatabase.url,
        leads: 'select number::int as number, email from floor_leads',
      },
      ours: sideOf(chats, database.url),
      across: sideOf(chats, database.url, second),
    } satisfies Readonly<Record<string, Side>>;
    const steps = [
      ['alone', 'floor'],
      ['alone', 'ours'],
      ['usual', 'floor'],
      ['usual', 'ours'],
      ['usual', 'across'],
      ['crowd', 'floor'],
      ['crowd', 'ours'],
    ] as const;
    const took = new Map<string, Took[]>();
    let next = 0;
    for (const side of Object.values(sides))
      next += (await announced(chats, side, paces.crowd, 1_000, next)).length;
    await timesOf(chats.baton);
    for (let round = 0; round < rounds; round += 1) {
      for (const [pace, side] of steps) {
        const one = await announced(
          chats,
          sides[side],
          paces[pace],
          seconds * 1000 * paces[pace].share,
          next,
        );
        next += one.length;
        took.set(`${pace} ${side}`, [...(took.get(`${pace} ${side}`) ?? []), one]);
      }
    }
    const of = (pace: keyof typeof paces, side: keyof typeof sides) =>
      ofRounds(took.get(`${pace} ${side}`) ?? []);
    for (const [pace, side] of steps) {
      const { p50, p99 } = of(pace, side);
      say(`  ${paces[pace].name}, ${side}: p50 ${saySpread(p50)} ms, p99 ${p99.toFixed(1)} ms`);
    }
    const leads = [...took].filter(([step]) => !step.endsWith('floor')).flatMap(([, ones]) => ones.flat());
    say(`  of each lead: ${sayTimes(await timesOf(chats.baton), leads.length)}`);
    const ratios = (['usual', 'alone', 'crowd'] as const).flatMap((pace) => {
      const [bare, own] = [of(pace, 'floor'), of(pace, 'ours')];
      const named = (what: string) => `${what} from lead to both cards ÷ floor, ${paces[pace].name}`;
      return [
        atMost(named('p50'), own.p50.median / bare.p50.median, 1.8),
        atMost(named('p99'), own.p99 / bare.p99, 2.5),
      ];
    });
    const more = of('usual', 'across').p50.median - of('usual', 'ours').p50.median;
    return [...ratios, { ...atMost('p50 through another process, more', more, 5), unit: 'ms' }];
  } finally {
    await floor.stop();
    await second.stop();
  }
}

const atMost = (name: string, value: number, than: number): Figure => ({
  row: 'P6',
  name,
  value,
  goal: { is: 'at most', than },
});

/** Ours; `baton` is whoever takes the leads in. */
export function sideOf(
  { channel, group, baton: first }: Chats,
  databaseUrl: string,
  baton: Pick<Running, 'url'> = first,
): Side {
  return {
    port: Number(new URL(baton.url).port),
    headers: { authorization: `Bearer ${testToken}` },
    channel,
    group,
    url: databaseUrl,
    leads: 'select l.number::int as number, c.email from leads l join contacts c on c.lead = l.ref',
  };
}

function withoutPlatforms(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(?:SLACK|TELEGRAM)_/u.test(name)),
  );
}

async function placesOfFloor({ slack, telegram, players }: Chats) {
  const channel = await slack.addChannel({ name: 'floor', members: players.map((one) => one.slack) });
  const members = players.map((one) => one.telegram);
  const group = z.number().parse(await telegram.do('addGroup', { title: 'Floor', members }));
  return { channel, group };
}

function addressesFor(url: string, { slack, telegram }: Chats, places: { channel: string; group: number }) {
  return {
    url,
    slack: { api: slack.apiUrl, token: slack.botToken, channel: places.channel },
    telegram: {
      root: telegram.settings['TELEGRAM_API_ROOT'],
      token: telegram.settings['TELEGRAM_BOT_TOKEN'],
      group: places.group,
    },
  };
}

/** Of each lead, how long it took from when it was due until the slower platform had its card. */
export async function announced(
  chats: Chats,
  side: Side,
  pace: Pace,
  ms: number,
  from: number,
): Promise<Took> {
  let firstAt: number | null = null;
  const count = Math.floor((pace.perSecond * ms) / 1000);
  const target: Target = {
    port: side.port,
    path: '/api/leads',
    headers: side.headers,
    body: (index) => JSON.stringify({ name: 'Somebody', email: emailOf(index) }),
    sent: () => (firstAt ??= performance.timeOrigin + performance.now()),
  };
  const { failed } = await atRate(target, { ...pace, ms, from });
  if (failed > 0) throw new Error(`${failed} leads were refused; nothing was measured.`);
  const numbers = await numbersOf(side);
  const until = Date.now() + shownWithinMs;
  for (;;) {
    const shown = await shownAt(chats, side);
    const waits = Array.from({ length: count }, (_, index) => {
      const at = shown.get(numbers.get(emailOf(from + index)) ?? 0);
      return at === undefined ? [] : [at + 0.5 - ((firstAt ?? 0) + (index * 1000) / pace.perSecond)];
    }).flat();
    if (waits.length === count) return waits;
    if (Date.now() > until)
      throw new Error(`${count - waits.length} leads were never shown on both platforms.`);
    await pause(100);
  }
}

const emailOf = (index: number) => `announced-${index}@prove.example`;

async function numbersOf({ url, leads }: Side): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ number: number; email: string }>(url, leads);
  return new Map(rows.map(({ number, email }) => [email, number]));
}

const onTelegram = z.array(z.looseObject({ text: z.string(), sentAt: z.number() }));

/** When the later of the two platforms had the card of each number. */
export async function shownAt(
  { slack, telegram }: Chats,
  { channel, group }: Pick<Side, 'channel' | 'group'>,
): Promise<ReadonlyMap<number, number>> {
  const numberIn = (text: string) => Number(/L-(\d+)/u.exec(text)?.[1] ?? 0);
  const first = new Map((await slack.look.channel(channel)).map(({ text, at }) => [numberIn(text), at]));
  const cards = onTelegram.parse(await telegram.do('cards', group));
  return new Map(
    cards.flatMap(({ text, sentAt }) => {
      const at = first.get(numberIn(text));
      return at === undefined ? [] : [[numberIn(text), Math.max(at, sentAt)] as const];
    }),
  );
}
