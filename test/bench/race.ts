/**
 * P5: claims a second by signed presses on Slack, counted in the database, against the same of PostgreSQL alone and
 * against what bare Bolt acknowledges without doing anything. And how many presses a second are decided when fifty
 * people press the same lead at once: of those one wins, which is counted, too.
 *
 * A lead is claimed but once, so a disturbed round is not run again.
 */
import { openChats } from '../prove/floor/chats.ts';
import type { Chats, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { saySpread, spreadOf } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { openFullClaims } from './floors/full-claim.ts';
import { freeLeads, type FreeLead } from './free-leads.ts';
import { saturate } from './http-load.ts';
import { playerAt, pressTarget } from './presses.ts';
import { query } from './query.ts';
import { startScript } from './start-script.ts';

/** As many people press the same lead, and as many connections are open. */
const crowd = 50;
/** So many claims make a round, and so many leads are raced for. */
const perRound = { usual: 600, full: 3_000 };
const racedPerRound = { usual: 20, full: 100 };
/** Nobody waits longer for a round. */
const roundMs = 120_000;

export async function benchRace(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, rounds, seconds, say } = options;
  if (server === null) return [];
  const size = options.full ? 'full' : 'usual';
  await using database = await createDatabase(server);
  await using floorDatabase = await createDatabase(server);
  await using claims = await openFullClaims(floorDatabase.url);
  if (claims.by === 'pg') say('  pgbench is not installed: ten connections of pg send the same statement');
  await using chats = await openChats({
    environment: { DATABASE_URL: database.url },
    people: Array.from({ length: crowd }, (_, index) => [`Person ${index}`, 'prospector'] as const),
  });
  const leads = await freeLeads(chats.baton, (perRound[size] + racedPerRound[size]) * (rounds + 1));
  const bolt = startScript(new URL('floors/bolt.ts', import.meta.url), [chats.secrets.slack]);
  try {
    const port = Number(await bolt.find(/listening (\d+)/u));
    const took = {
      statement: [] as number[],
      bolt: [] as number[],
      claims: [] as number[],
      raced: [] as number[],
    };
    const presses = pressesOn(chats, leads, database.url);
    for (let round = 0; round <= rounds; round += 1) {
      const statement = await claims.run(seconds * 1000);
      const claimed = await presses.decided(perRound[size], 1);
      const bare = await presses.acknowledged(port, seconds * 1000);
      const raced = await presses.decided(racedPerRound[size], crowd);
      // The first is for what is compiled.
      if (round === 0) continue;
      took.statement.push(statement);
      took.claims.push(claimed);
      took.bolt.push(bare);
      took.raced.push(raced);
    }
    const told = (side: keyof typeof took) => saySpread(spreadOf(took[side]));
    say(`  ${claims.by}: ${told('statement')} claims/s; bare Bolt: ${told('bolt')} presses/s`);
    say(`  ours: ${told('claims')} claims/s, ${told('raced')} raced presses/s`);
    const of = (side: keyof typeof took) => spreadOf(took[side]).median;
    return [
      figureOf(
        `claims/s by signed presses ÷ ${claims.by} with 10 clients`,
        of('claims') / of('statement'),
        0.12,
      ),
      figureOf('claims/s by signed presses ÷ presses/s of bare Bolt', of('claims') / of('bolt'), 0.18),
      { ...figureOf(`raced presses, ${crowd} for a lead`, of('raced'), 1_500), unit: '/s' },
    ];
  } finally {
    await bolt.stop();
  }
}

const figureOf = (name: string, value: number, than: number): Figure => ({
  row: 'P5',
  name,
  value,
  goal: { is: 'at least', than },
});

/** Rounds of presses, each of leads that nobody has pressed before; what they came to is looked up in the database. */
function pressesOn(chats: Chats, leads: readonly FreeLead[], url: string) {
  let [pressed, used] = [0, 0];
  return {
    /** So many of the next leads, each pressed by so many: presses a second; an error where not each has one winner. */
    async decided(count: number, each: number): Promise<number> {
      const [fromId, fromLead] = [pressed, used];
      pressed += count * each;
      used += count;
      const before = await claimsIn(url);
      const perSecond = await pressAll(
        chats,
        (index) => leads[fromLead + Math.floor((index - fromId) / each)],
        {
          from: fromId,
          atMost: count * each,
          ms: roundMs,
        },
      );
      const claimed = (await claimsIn(url)) - before;
      if (claimed !== count)
        throw new Error(`Of ${count} leads ${claimed} were claimed; nothing was measured.`);
      return perSecond;
    },
    /** The same presses, on somebody else who has nothing to do with them. */
    acknowledged: (port: number, ms: number): Promise<number> =>
      pressAll(chats, (index) => leads[index % leads.length], { from: 0, ms }, port),
  };
}

async function pressAll(
  chats: Chats,
  leadOf: (index: number) => FreeLead | undefined,
  how: { readonly from: number; readonly ms: number; readonly atMost?: number },
  port?: number,
): Promise<number> {
  const pressOf = (index: number): Press => {
    const lead = leadOf(index);
    if (!lead) throw new Error('There is nothing to press.');
    return { id: 1_000 + index, by: playerAt(chats.players, index), code: `claim:${lead.ref}` };
  };
  const target = pressTarget('slack', chats, pressOf, port);
  const { perSecond, failed } = await saturate(target, { connections: crowd, ...how });
  if (failed > 0) throw new Error(`${failed} presses were refused; nothing was measured.`);
  return perSecond;
}

/** By the history: more than one of a lead would be two winners. */
async function claimsIn(url: string): Promise<number> {
  const counted = "select count(*)::int as count from history where type = 'claimed'";
  const [row] = await query<{ count: number }>(url, counted);
  return row?.count ?? 0;
}
