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
    press: { honest, forged: { ...honest, headers: forgedPress(honest, chats).headers } },
    lead: { honest: leadsTo(port, testToken), forged: leadsTo(port, 'a-token-of-nobody') },
  };
  let from = 0;
  const step = (target: Target, what: string) => () =>
    undisturbed(what, [chats.baton.pid], say, () =>
      atRate(target, { perSecond: rate, ms: seconds * 1000, from: (from += perStep) }),
    );
  const figures: Figure[] = [];
  for (const [what, than] of [
    ['press', 1],
    ['lead', 0.5],
  ] as const) {
    const { honest: good, forged } = targets[what];
    await step(good, `${what}, honest`)();
    const rated = await inTurn<Rated>(rounds, {
      floor: step(good, `${what}, honest`),
      ours: step(forged, `${what}, forged`),
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
  const asked = () =>
    atRate(honest, { perSecond: rate, ms: seconds * 1000, from: (from += perStep), isPunctual: false });
  const beside = await inTurn<Rated>(rounds, {
    floor: () => undisturbed('honest alone', [chats.baton.pid], say, asked),
    ours: () =>
      undisturbed('honest beside a flood', [chats.baton.pid], say, async () => {
        const flooding = sendFlood({ ...forgedPress(honest, chats), perSecond: flood, ms: seconds * 1000 });
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
function forgedPress({ port, path, body }: Target, { secrets }: Chats) {
  const { headers } = signed('another body', secrets.slack, Math.floor(Date.now() / 1000));
  return { port, path, body: body(0), headers: Object.fromEntries(headers) };
}

function leadsTo(port: number, token: string): Target {
  return {
    port,
    path: '/api/leads',
    headers: { authorization: ['Bearer', token].join(' ') },
    body: (index) => JSON.stringify({ name: 'Somebody', email: `refused-${index}@prove.example` }),
  };
}
