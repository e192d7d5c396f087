/**
 * The program is told to stop (SIGTERM) in the midst of leads and presses from both platforms, again and again: one of
 * three processes in turn, behind a load balancer, where nobody may notice; and a single one, which is dark for a while.
 *
 * The small size is twelve stops: each needs a start beside it, and so seconds of both cores.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { testToken } from '../../support/run-baton.ts';
import {
  cardsIn,
  isAbout,
  openFloor,
  pressOnSlack,
  pressOnTelegram,
  untilConnected,
} from '../floor/both-platforms.ts';
import type { Floor, Lead } from '../floor/both-platforms.ts';
import { checkRolling } from './check-rolling.ts';
import type { Rolled } from './check-rolling.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained } from '../floor/sales-floor.ts';

/** So long it works between two stops. */
const workMs = 700;

export async function proveRolling(options: ProofOptions): Promise<readonly Figure[]> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('Set DATABASE_URL: the embedded database serves one process.');
  const stops = numberOf(options.more['kills'], options.full ? 200 : 12);
  const alone = Math.ceil(stops / 4);
  const several = await roll(databaseUrl, 3, stops - alone, options);
  const single = await roll(null, 1, alone, options);
  const figure = (name: string, value: number, than = 0): Figure => ({
    row: 'R16',
    name,
    value,
    goal: { is: 'exactly', than },
  });
  const atMost = (name: string, value: number, than: number, unit: string): Figure => ({
    row: 'R16',
    name,
    value,
    goal: { is: 'at most', than },
    unit,
  });
  return [
    ...(
      [
        ['3 processes', several],
        ['1 process', single],
      ] as const
    ).flatMap(([who, { counts, leads }]) => [
      figure(`lost (${who})`, counts.lost),
      figure(`doubled (${who})`, counts.doubled),
      figure(`ends that were no clean ones (${who})`, counts.badExits),
      atMost(`slowest end (${who})`, counts.slowestExitMs / 1_000, 10, 's'),
      {
        row: 'R16',
        name: `leads meanwhile (${who})`,
        value: leads,
        goal: { is: 'at least', than: stops },
      } satisfies Figure,
    ]),
    figure('acknowledgements that failed (3 processes)', several.counts.failedAcks),
    figure('presses without an answer (3 processes)', several.unanswered),
    atMost('longest darkness (1 process)', single.darkestMs / 1_000, 30, 's'),
  ];
}

async function roll(databaseUrl: string | null, processes: number, stops: number, options: ProofOptions) {
  await using floor = await openFloor({ databaseUrl, processes });
  const load = startLoad(floor);
  const exits: Rolled['exits'][number][] = [];
  let darkestMs = 0;
  for (let stop = 0; stop < stops; stop += 1) {
    await pause(workMs);
    const [leaving] = floor.batons;
    if (!leaving) throw new Error('There is nobody to stop.');
    // Others come first, as a rolling restart does.
    if (processes > 1) floor.batons.push(await floor.start());
    if (processes > 1) await untilConnected(floor.batons.at(-1) ?? leaving);
    const from = performance.now();
    const code = await leaving.stop();
    exits.push({ ms: performance.now() - from, code });
    floor.batons.splice(floor.batons.indexOf(leaving), 1);
    if (processes === 1) floor.batons.push(await floor.start());
    darkestMs = Math.max(darkestMs, performance.now() - from);
  }
  await pause(workMs);
  const { leads, unanswered, sends } = await load.end();
  await floor.telegram.until('everything is delivered', () => floor.telegram.isDrained(), 90_000);
  await drained(floor.baton());
  const cards = cardsIn(floor).flatMap((card) => {
    const lead = leads.find((one) => isAbout(card, one));
    return lead ? [{ platform: card.platform, lead: lead.number, offersClaim: false }] : [];
  });
  const counts = checkRolling({
    seen: { leads: leads.map(({ number }) => number), cards },
    exits,
    acks: [
      ...sends,
      ...floor.slack.record.deliveries.map(({ status }) => (typeof status === 'number' ? status : 0)),
      ...floor.telegram.deliveries().map(({ status }) => status),
    ],
  });
  options.say(
    `rolling, ${processes} process${processes > 1 ? 'es' : ''}: ${stops} stops, ${leads.length} leads, ${load.presses()} presses, ` +
      `${counts.failedAcks} acknowledgements failed, slowest end ${counts.slowestExitMs.toFixed(0)} ms, darkest ${darkestMs.toFixed(0)} ms`,
  );
  const failed = [
    ...sends.map((status) => `intake ${status}`),
    ...floor.slack.record.deliveries.map(({ kind, status }) => `slack ${kind} ${status}`),
    ...floor.telegram.deliveries().map(({ status }) => `telegram ${status}`),
  ].filter((line) => !/ 20\d$/u.test(line));
  for (const [line, all] of Map.groupBy(failed, (one) => one)) options.say(`  ${all.length} × ${line}`);
  for (const [code, count] of floor.door.counts.broken) options.say(`  ${count} × ${code}`);
  for (const line of unanswered.slice(0, 5)) options.say(`  unanswered: ${line}`);
  return { counts, leads: leads.length, unanswered: unanswered.length, darkestMs };
}

/** Leads come in, and somebody presses on each side, until it is ended; who is turned away comes again. */
function startLoad(floor: Floor) {
  const { slack, telegram, people } = floor;
  const leads: Lead[] = [];
  const sends: number[] = [];
  const unanswered: string[] = [];
  const pressed = new Set<string>();
  const state = { isOver: false };
  let presses = 0;

  async function sendOn(): Promise<void> {
    for (let index = 0; !state.isOver;) {
      const email = `lead-${index}@prove.example`;
      const response = await fetch(`${floor.door.url}/api/leads`, {
        method: 'POST',
        headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `Somebody ${index}`, email, externalId: email }),
      });
      sends.push(response.status);
      if (response.ok) {
        const { ref, number }: { ref: string; number: string } = JSON.parse(await response.text());
        slack.mark([email]);
        telegram.secret(email);
        leads.push({ index, ref, number, email });
        index += 1;
      } else await response.text();
      await pause(60);
    }
  }
  async function pressOn(platform: 'slack' | 'telegram'): Promise<void> {
    for (let turn = 0; !state.isOver; turn += 1) {
      await pause(80);
      const card = cardsIn(floor).find(
        (one) => one.platform === platform && one.codes.some((code) => isFresh(code)),
      );
      const code = card?.codes.find((one) => isFresh(one));
      const member = people[turn % people.length];
      if (!card || code === undefined || !member) continue;
      pressed.add(code);
      presses += 1;
      const said =
        platform === 'slack'
          ? await pressOnSlack(
              floor,
              member.slack ?? '',
              { channel: floor.channel, message: card.message },
              code,
            )
          : await pressOnTelegram(
              floor,
              member.telegram ?? 0,
              { chat: floor.group, message: Number(card.message) },
              code,
            );
      if (!said.isTaken || said.text === '')
        unanswered.push(`${platform} ${code} ${said.isTaken ? 'no word' : 'not taken'}`);
    }
  }
  const isFresh = (code: string) => code.startsWith('claim:') && !pressed.has(code);

  const workers = Promise.all([sendOn(), pressOn('slack'), pressOn('telegram')]);
  // Told when it is asked for.
  workers.catch(() => {
    state.isOver = true;
  });
  return {
    presses: () => presses,
    async end() {
      state.isOver = true;
      await workers;
      return { leads, sends, unanswered };
    },
  };
}
