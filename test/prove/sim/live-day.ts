/**
 * A random day of a small floor, all of it drawn from one seed: leads come, people take them and do their work, several
 * press at the same moment, deliveries come again, platforms are in trouble, the process dies in the midst of it. At the
 * end the platforms are well, and what waits is delivered.
 */
import { receiveLead } from '../../../src/app/receive-lead.ts';
import { RateLimited, Unreachable } from '../../../src/chat/errors.ts';
import { parseCode } from '../../../src/core/code.ts';
import { custodianOf, type Moment } from '../../../src/core/lead.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { aLeadInput } from '../../support/an-app.ts';
import type { Seen, Trouble } from '../../support/fake-chat.ts';
import {
  dayStart,
  digestReaders,
  personOf,
  placeAudiences,
  platforms,
  seats,
  type SimFloor,
} from './a-floor.ts';
import type { Day, Race } from './check-day.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { drawsFrom } from '../floor/draws.ts';
import type { Draws } from '../floor/draws.ts';
import { goAwayOrComeBack, leaveTeam, rejoinTeam } from './absences.ts';
import { press, pressAndFill, type Pressing } from './press.ts';
import { untilAnswered } from './until-answered.ts';

export type Inbound = { readonly ref: string; readonly secrets: readonly string[] };
export type Lived = Pick<Day, 'repeats'> & {
  readonly races: readonly Race[];
  readonly inbound: readonly Inbound[];
  /** What was done for people who were out of the team. */
  readonly deedsOfGone: readonly string[];
  /** How often somebody's data was asked to be erased. */
  readonly erasures: number;
  /** How many there are in the plan, also of those that did not happen. */
  readonly moments: number;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const leadsADay = 30;
const deedsADay = 150;
const troublesADay = 16;
const outagesADay = 4;
const absencesADay = 6;

const takers = { claim: 'prospector', accept: 'closer', take: 'account_manager' } as const;
const managing = ['assign', 'disqualify', 'return', 'reopen', 'lose', 'note', 'snooze', 'correct'] as const;
/** Of so many deeds of a manager one erases somebody. */
const erasesOnceIn = 12;

/** `only`: the moments of the day's plan that happen, by their place in it; without it all of them. */
export async function liveDay(
  floor: SimFloor,
  seed: number,
  only: ReadonlySet<number> | null = null,
): Promise<Lived> {
  const { clock, database, trace } = floor;
  // Each moment has draws of its own, so that one can be left out and the others stay as they were.
  let draws = drawsFrom(seededRandom(seed));
  const draw: Draws['draw'] = (below) => draws.draw(below);
  const once: Draws['once'] = (of) => draws.once(of);
  const one: Draws['one'] = (items) => draws.one(items);
  const some: Draws['some'] = (items, count) => draws.some(items, count);
  const inbound = new Map<string, Inbound>();
  const deedsOfGone: string[] = [];
  const races: Race[] = [];
  const repeats: { about: string; before: number; after: number }[] = [];
  const pressed: Pressing[] = [];
  let [deliveries, erasures] = [0, 0];
  const delivery = () => `d${(deliveries += 1)}`;
  const viewOf = (ref: string) => findView(database.db, { ref });

  async function receive(index: number): Promise<void> {
    // Now and then somebody writes again.
    const who = once(8) ? draw(index + 1) : index;
    const [name, phone] = [`Zenobia-${who}q`, `+38067${String(1_234_567 + who * 7_919).padStart(7, '0')}`];
    const input = aLeadInput({
      name,
      phone,
      email: `zenobia${who}@sim.example`,
      message: `Call ${name}, ${phone}, please.`,
      company: once(3) ? `Firm of zenobia${who}@sim.example` : null,
      externalId: `x${index}-${who}`,
      direction: once(6) ? 'export' : null,
    });
    trace.tell(clock.now(), `${name} writes`);
    const received = await untilAnswered(floor, (app) => receiveLead(app, input, { via: 'intake' }));
    if ('problems' in received) throw new Error('The lead was refused.');
    const { ref, outcome } = received;
    trace.tell(clock.now(), `  ${ref} ${outcome}`);
    const before = inbound.get(ref)?.secrets ?? [];
    inbound.set(ref, {
      ref,
      secrets: [...new Set([...before, name, phone.slice(4), `zenobia${who}@sim`])],
    });
  }

  type Stand = { readonly platform: 'slack' | 'telegram'; readonly seen: Seen; readonly code: string };
  const stands = (where: readonly string[]): readonly Stand[] =>
    platforms.flatMap((platform) =>
      where.flatMap((place) =>
        floor[platform]
          .seen(place)
          .flatMap((seen) => seen.buttons.map(({ code }) => ({ platform, seen, code }))),
      ),
    );

  async function race(): Promise<void> {
    const offered = stands(placeAudiences).filter(({ code }) => verbOf(code) in takers);
    if (offered.length === 0) return;
    const { code } = one(offered);
    const ref = parseCode(code)?.ref ?? '';
    const verb = verbOf(code);
    const same = offered.filter((stand) => stand.code === code);
    const before = await viewOf(ref);
    // Who is away is told so.
    const there = await database.db
      .selectFrom('members')
      .select('id')
      .where('active', '=', true)
      .where('away_until', 'is', null)
      .execute();
    const crowd = seats.filter(
      (seat) => seat.roles.some((role) => role === roleFor(verb)) && there.some(({ id }) => id === seat.id),
    );
    if (crowd.length === 0) return;
    const presses = some(crowd, 2 + draw(2)).flatMap(({ id, name }) => {
      const { platform, seen } = one(same);
      const pressing = { platform, who: personOf(id), code, message: seen.id, id: delivery() };
      pressed.push(pressing);
      // An impatient platform.
      return Array.from({ length: once(4) ? 2 : 1 }, () => ({ name, pressing }));
    });
    const answers = await Promise.all(
      presses.map(async ({ name, pressing }) => ({ who: name, reply: await press(floor, pressing) })),
    );
    const after = await viewOf(ref);
    const wasFree =
      before !== null && custodianOf(before.lead) === null && freeAt[verb] === before.lead.stage;
    if (!wasFree || after === null) return;
    const holder = custodianOf(after.lead);
    races.push({
      about: code,
      holder: seats.find(({ id }) => id === holder)?.name ?? null,
      answers: answers.map(({ who, reply }) => ({
        who,
        tone: reply.type === 'say' ? reply.tone : reply.type,
        text: reply.type === 'say' ? reply.text : '',
      })),
    });
  }

  async function work(): Promise<void> {
    const who = personOf(one(seats).id);
    const own = stands([who]);
    const anywhere = stands(once(5) ? placeAudiences : [who]);
    if (who === 'mo' && inbound.size > 0) {
      const verb = once(erasesOnceIn) ? 'erase' : one(managing);
      if (verb === 'erase') erasures += 1;
      const code = `${verb}:${one([...inbound.keys()])}`;
      await pressAndFill(
        floor,
        { platform: one(platforms), who, code, message: null, id: delivery() },
        draws,
      );
      return;
    }
    const known = own.length > 0 && !once(5) ? own : anywhere;
    if (known.length === 0) return;
    const { platform, seen, code } = one(known);
    const pressing = { platform, who, code, message: seen.id, id: delivery() };
    pressed.push(pressing);
    const reply = await pressAndFill(floor, pressing, draws);
    const isDone = reply.type === 'say' && (reply.tone === 'done' || reply.tone === 'quiet');
    if (isDone && floor.gone.has(`m_${who}`)) deedsOfGone.push(`${who}: ${code}`);
  }

  /** A delivery that was answered long ago comes again, alone. */
  async function repeat(): Promise<void> {
    if (pressed.length === 0) return;
    const again = one(pressed);
    const ref = parseCode(again.code)?.ref ?? '';
    const before = await viewOf(ref);
    await press(floor, again);
    const after = await viewOf(ref);
    if (!before || !after) return;
    repeats.push({ about: again.code, before: before.lead.revision, after: after.lead.revision });
  }

  function trouble(): void {
    const chat = floor[one(platforms)];
    const { what, slowness, ...kind } = one(troubles);
    const times = 1 + draw(3);
    trace.tell(clock.now(), `trouble on ${chat.name}: ${what}, ${times}`);
    const until = slowness === undefined ? {} : { until: () => floor.answerLate(slowness) };
    chat.trouble({ ...kind, ...until, times });
  }

  function outage(): void {
    const chat = floor[one(platforms)];
    trace.tell(clock.now(), `${chat.name} is away`);
    chat.trouble({ error: () => new Unreachable('away', false) });
  }

  function heal(): void {
    trace.tell(clock.now(), 'the platforms are well');
    for (const platform of platforms) floor[platform].heal();
  }

  /** It dies while it sends the digests, or while it brings them to where they are read. */
  async function die(): Promise<void> {
    const process = floor.process();
    const sending = async () => {
      await process.sendDigests();
      await process.settle();
    };
    await Promise.all([sending(), floor.killAfter(draw(once(2) ? 40 : 200))]);
  }

  const hours = new Set(digestReaders.map(({ hoursEast }) => hoursEast));
  const moments = plan(
    draws,
    [...hours].map((hoursEast) => floor.digestAt(hoursEast)),
  );
  let received = 0;
  for (const [place, { at, deed }] of moments.entries()) {
    if (only !== null && !only.has(place)) continue;
    draws = drawsFrom(seededRandom(seed * 1_000_003 + place));
    await floor.passUntil(at);
    const deeds: Promise<void>[] = [];
    const killed = deed !== 'death' && once(90) ? floor.killAfter(draw(120)) : null;
    if (deed === 'lead')
      for (let more = once(5) ? 3 : 1; more > 0 && received < leadsADay; more -= 1)
        deeds.push(receive(received++));
    if (deed === 'work') deeds.push(once(2) ? race() : work());
    if (deed === 'repeat') deeds.push(repeat());
    if (deed === 'trouble') trouble();
    if (deed === 'outage') outage();
    if (deed === 'heal') heal();
    if (deed === 'absence') deeds.push(goAwayOrComeBack(floor, draws, delivery()));
    if (deed === 'leaving') deeds.push(leaveTeam(floor, draws));
    if (deed === 'joining') deeds.push(rejoinTeam(floor));
    if (deed === 'death') deeds.push(die());
    await Promise.all([...deeds, killed]);
  }
  heal();
  await floor.passUntil(dayStart + 24 * hourMs);
  return {
    races,
    repeats,
    deedsOfGone,
    inbound: [...inbound.values()],
    erasures,
    moments: moments.length,
  };
}

const freeAt: Readonly<Record<string, string>> = { claim: 'new', accept: 'qualified', take: 'converted' };
const verbOf = (code: string) => parseCode(code)?.verb ?? '';
const roleFor = (verb: string) =>
  verb === 'claim' || verb === 'accept' || verb === 'take' ? takers[verb] : null;

/** `slowness`: it answers after so many seconds, of which whoever asks waits ten. */
const troubles: readonly (Trouble & { readonly what: string; readonly slowness?: number })[] = [
  { what: 'slow', acts: true, error: null, slowness: 7 },
  { what: 'too slow', acts: true, error: null, slowness: 17 },
  { what: 'too slow to find', on: ['find'], error: null, slowness: 12 },
  { what: '429', error: () => new RateLimited(9_000) },
  { what: '429 of the method', error: () => new RateLimited(20_000, 'method') },
  { what: 'lost after the effect', acts: true, error: () => new Unreachable('lost', true) },
  { what: 'posting lost', on: ['post', 'direct'], acts: true, error: () => new Unreachable('lost', true) },
  { what: 'posting lost', on: ['post'], acts: true, error: () => new TypeError('not understood') },
  { what: 'lost before it', error: () => new Unreachable('lost', true) },
  { what: 'refused', error: () => new Unreachable('refused', false) },
  { what: 'broken', error: () => new TypeError('broken') },
];

type Planned = {
  readonly at: Moment;
  readonly deed:
    | 'lead'
    | 'work'
    | 'repeat'
    | 'trouble'
    | 'outage'
    | 'heal'
    | 'death'
    | 'absence'
    | 'leaving'
    | 'joining';
};

/** Mostly between nine and eight; now and then at night. */
function plan({ draw, once }: Draws, digestsAt: readonly Moment[]): readonly Planned[] {
  const moment = () => dayStart + (once(10) ? draw(23 * hourMs) : 2 * hourMs + draw(11 * hourMs));
  const planned: Planned[] = [];
  for (let count = 0; count < leadsADay; count += 1) planned.push({ at: moment(), deed: 'lead' });
  for (let count = 0; count < deedsADay; count += 1)
    planned.push({ at: moment(), deed: once(8) ? 'repeat' : 'work' });
  // It is over when it was met often enough.
  for (let count = 0; count < troublesADay; count += 1) planned.push({ at: moment(), deed: 'trouble' });
  for (let count = 0; count < outagesADay; count += 1) {
    const at = moment();
    planned.push({ at, deed: 'outage' }, { at: at + minuteMs + draw(10 * minuteMs), deed: 'heal' });
  }
  for (let count = 0; count < absencesADay; count += 1) planned.push({ at: moment(), deed: 'absence' });
  for (let count = draw(3); count > 0; count -= 1) {
    const at = moment();
    planned.push({ at, deed: 'leaving' }, { at: at + draw(6 * hourMs), deed: 'joining' });
  }
  for (const at of digestsAt) planned.push({ at: at + draw(2_000), deed: 'death' });
  return planned.toSorted((a, b) => a.at - b.at);
}
