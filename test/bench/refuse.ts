/**
 * P16: what is forged is refused sooner than what is honest is served, and a flood of it does not make honest people
 * wait: presses on Slack with a wrong signature, and leads with a wrong token.
 */
import { openChats, signed } from '../prove/floor/chats.ts';
import type { Chats } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import { send } from '../prove/floor/sales-floor.ts';
import { testToken } from '../support/run-baton.ts';
import { crowdOn } from './ack.ts';
import type { BenchOptions } from './bench.ts';
import { inTurn, saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { sendFlood } from './flood.ts';
import { atRate, type Rated, type Target } from './http-load.ts';

const rate = 100;
const flood = 2_000;
const perStep = 10_000;

export async function benchRefuse(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, rounds, seconds, say } = options;
  if (server === null) return [];
  await using database = await createDatabase(server);
  await using chats = await openChats({ environment: { DATABASE_URL: database.url } });
  const made = await send(chats.baton, '/api/leads', { name: 'Somebody', email: 'pressed@prove.example' });
  const port = Number(new URL(chats.baton.url).port);
  const honest = crowdOn('slack', chats, String(made['ref']));
  const targets = {
    press: { honest, forged: { ...honest, headers: forgedHeaders(chats) } },
    lead: { honest: leadsTo(port, testToken), forged: leadsTo(port, 'a-token-of-nobody') },
  };
  let from = 0;
  const sent = (target: Target, isPunctual = true) =>
    atRate(target, { perSecond: rate, ms: seconds * 1000, from: (from += perStep), isPunctual });
  const step = (what: string, run: () => Promise<Rated>) => () =>
    undisturbed(what, [chats.baton.pid], say, run);
  const figures: Figure[] = [];
  for (const [what, than] of [
    ['press', 1],
    ['lead', 0.5],
  ] as const) {
    const { honest: good, forged } = targets[what];
    const serve = step(`${what}, honest`, () => sent(good));
    await serve();
    const rated = await inTurn<Rated>(rounds, {
      floor: serve,
      ours: step(`${what}, forged`, () => sent(forged)),
    });
    mustBeRefused(rated.ours, what);
    const [served, refused] = [p50(rated.floor), p50(rated.ours)];
    say(`  ${what}: served in ${saySpread(served)} ms, refused in ${saySpread(refused)} ms (p50)`);
    figures.push({
      row: 'P16',
      name: `forged ${what} ÷ honest one, p50`,
      value: refused.median / served.median,
      goal: { is: 'at most', than },
    });
  }
  // A sender that waits awake takes a core, which would be the flood's or ours where there are two.
  const asked = () => sent(honest, false);
  const beside = await inTurn<Rated>(rounds, {
    floor: step('honest alone', asked),
    ours: step('honest beside a flood', async () => {
      const flooding = sendFlood({
        port,
        path: honest.path,
        headers: forgedHeaders(chats),
        body: honest.body(0),
        perSecond: flood,
        ms: seconds * 1000,
      });
      const [rated, refused] = await Promise.all([asked(), flooding]);
      mustBeRefused([refused], 'press of a flood');
      return rated;
    }),
  });
  const [alone, flooded] = [
    spreadOf(beside.floor.map((one) => one.p99)),
    spreadOf(beside.ours.map((one) => one.p99)),
  ];
  say(`  honest p99 alone ${saySpread(alone)} ms, beside ${flood} forged a second ${saySpread(flooded)} ms`);
  figures.push({
    row: 'P16',
    name: `honest p99 beside ${flood} forged a second ÷ alone`,
    value: flooded.median / alone.median,
    goal: { is: 'at most', than: 2 },
  });
  return figures;
}

const p50 = (rated: readonly Rated[]) => spreadOf(rated.map((one) => one.p50));

function mustBeRefused(rated: readonly Rated[], what: string): void {
  if (rated.some(({ failed, took }) => failed < took.length)) throw new Error(`A forged ${what} was let in.`);
}

/** Signed for another body. */
function forgedHeaders({ secrets }: Chats): Readonly<Record<string, string>> {
  const { headers } = signed('another body', secrets.slack, Math.floor(Date.now() / 1000));
  return Object.fromEntries(headers);
}

function leadsTo(port: number, token: string): Target {
  return {
    port,
    path: '/api/leads',
    headers: { authorization: ['Bearer', token].join(' ') },
    body: (index) => JSON.stringify({ name: 'Somebody', email: `refused-${index}@prove.example` }),
  };
}
