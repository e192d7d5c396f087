/**
 * Two weeks of a company in a minute and a half: the whole of Baton on its embedded database, between the strict
 * stand-ins of Slack and Telegram. A holiday, the night in which the clock is put forward, one who is away and has a
 * deputy and one who has none, one who sleeps, an hour in which nothing runs, leads by day and by night.
 *
 * What was promised, and what digests have to say, is computed by another road: from the script of what people do, by a
 * walk over working time from minute to minute. What was kept is read off what people saw on both platforms, and off the
 * history.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handsOn as slackHands } from '../adapters/slack/support/floor.ts';
import { handsOn as telegramHands } from '../adapters/telegram/support/floor.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { digestsExpected, sourceOf, type ExpectedDigest } from './support/fortnight-digests.ts';
import {
  absences,
  aMinute,
  deeds,
  endsAt,
  on,
  outage,
  playbook,
  promises,
  wall,
  type Deed,
  type Promise as Promised,
  type Who,
} from './support/fortnight-script.ts';
import { openMovedBaton, type MovedBaton } from './support/moved-baton.ts';
import { walkToWork } from './support/walk.ts';

const longMs = 600_000;
/** What is looked for a minute after its moment is seen by then, with all that the machine takes. */
const lateMs = 4 * aMinute;

type Told = {
  readonly at: number;
  /** Whom, or which place, and on what platform. */
  readonly where: string;
  readonly text: string;
};
type Event = { readonly at: number; readonly lead: number; readonly type: string };

let baton: MovedBaton;
let folder = '';
const told: Told[] = [];
const events: Event[] = [];
const refusals: string[] = [];
const numbers = new Map<number, string>();
const ids = new Map<string, string>();
let early: readonly string[] = [];
let stuck = 0;

const slackPeople: Record<string, string> = {};
const telegramPeople: Record<string, number> = {};
const channels: Record<string, string> = {};
const groups: Record<string, number> = {};
const numberOf = (lead: number) => numbers.get(lead) ?? `the lead ${lead} that never came`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-fortnight-'));
  const path = join(folder, 'playbook.yaml');
  await writeFile(path, playbook);
  baton = await openMovedBaton({ startsAt: on('21 20:00'), playbook: path });
  await comeIn();
  await live();
}, longMs);
afterAll(async () => {
  await baton?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a fortnight', () => {
  it('keeps every promise of the ladder once, in order and on time', () => {
    const expected = promises().map(({ lead, step, at }) => ({ lead, step, at }));
    const taken = events.filter(({ type }) => stepOf(type) !== null);
    for (const lead of numbers.keys()) {
      const ofLead = expected.filter((one) => one.lead === lead);
      const ofIts = taken.filter((one) => one.lead === lead);
      expect(ofIts.map(({ type }) => stepOf(type))).toEqual(ofLead.map(({ step }) => step));
      for (const [index, { at, step }] of ofLead.entries()) {
        const late = (ofIts[index]?.at ?? 0) - at;
        expect.soft(late, `${lead} ${step} was late`).toBeLessThan(lateMs);
        expect.soft(late, `${lead} ${step} was early`).toBeGreaterThan(-aMinute);
      }
    }
    expect(taken).toHaveLength(expected.length);
    expect(early).toEqual([]);
  });

  it('tells whoever has it, stands in for them, or could take it: once, in their hours', () => {
    const left = told.filter(({ text }) =>
      Object.values(phrases).some((phrase) => phrase.test(firstLine(text))),
    );
    for (const { where, lead, about, at } of tellings()) {
      const found = left.findIndex(
        (one) =>
          one.where === where &&
          firstLine(one.text).includes(numberOf(lead)) &&
          phrases[about].test(firstLine(one.text)) &&
          one.at > at - aMinute &&
          one.at < at + lateMs,
      );
      expect
        .soft(found, `${where} is told of ${lead} (${about}) at ${new Date(at).toISOString()}`)
        .not.toBe(-1);
      if (found !== -1) left.splice(found, 1);
    }
    // Nobody hears anything besides.
    expect(left).toEqual([]);
  });

  it('brings a lead back at the very moment that was agreed', () => {
    const [woken] = events.filter(({ type }) => type === 'woken');
    expect(Math.abs((woken?.at ?? 0) - on('25 08:15'))).toBeLessThan(lateMs);
  });

  it('switches off whoever let two lie in a row', () => {
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatch(/resume/i);
  });

  it('sends each reader each digest once, at their hour, and says in it what is so', () => {
    const sent = told.filter(({ text }) => firstLine(text).startsWith('Digest:'));
    const expected = digestsExpected();
    const key = ({ where, title }: { where: string; title: string }) => `${where} ${title}`;
    expect(sent.map(({ where, text }) => key({ where, title: firstLine(text) })).toSorted()).toEqual(
      expected.map(key).toSorted(),
    );
    for (const one of expected) checkDigest(one, sent);
  });

  it('calls nothing stuck, and breaks no rule of a platform', () => {
    expect(stuck).toBe(0);
    expect(told.filter(({ text }) => text.includes('does not go on'))).toEqual([]);
    expect(baton.violations()).toEqual([]);
  });
});

function checkDigest(expected: ExpectedDigest, sent: readonly Told[]): void {
  const one = sent.find(({ where, text }) => where === expected.where && firstLine(text) === expected.title);
  const late = (one?.at ?? 0) - expected.at;
  expect.soft(late, `${expected.title} to ${expected.where}`).toBeGreaterThan(-aMinute);
  expect.soft(late, `${expected.title} to ${expected.where}`).toBeLessThan(lateMs);
  const [, ...lines] = (one?.text ?? '').split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '' && !isOfOthers.some((other) => line.startsWith(other)));
  expect
    .soft(inOrder(told), `${expected.title} to ${expected.where}`)
    .toEqual(inOrder(expected.lines(numberOf)));
}

/** Of people who have done as much, either may come first. */
function inOrder(lines: readonly string[]): readonly string[] {
  const isCredit = (line: string) => /^• [A-Z]/.test(line);
  return [...lines.filter((line) => !isCredit(line)), ...lines.filter((line) => isCredit(line)).toSorted()];
}

/** Headings, the picture in words, and figures that are compared on the real funnel (`real-leads`, `figures`). */
const isOfOthers = [
  'The funnel:',
  'The narrowest place is',
  'How long it took',
  '• To ',
  'Where clients come from',
  'Who did it',
];

const phrases = {
  warn: /: time runs out/,
  remind: /: time is over/,
  wake: / is back/,
  'give back': / was taken back/,
  'tell managers': / is stuck/,
} as const;
type About = keyof typeof phrases;

function stepOf(type: string): string | null {
  if (type === 'expired') return 'give back';
  if (type === 'woken') return 'wake';
  return type.startsWith('escalated ') ? type.slice('escalated '.length) : null;
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';

type Telling = { readonly where: string; readonly lead: number; readonly about: About; readonly at: number };

/** Who is to be told what, and when: of what comes at once about one lead, the last word. */
function tellings(): readonly Telling[] {
  const all = promises().flatMap((promise): readonly Telling[] => {
    const { lead, step, stint, at } = promise;
    const to = (places: readonly string[], when = at, about: About = step) =>
      places.map((where) => ({ where, lead, about, at: when }));
    if (step === 'tell managers') return to(['slack #managers']);
    if (stint.who === null) return to(placesOf[stint.stage] ?? []);
    const own = toPerson(promise);
    // The second one in a row: managers hear of it, too.
    if (step === 'give back' && lead === 4) return [...own, ...to(['slack #managers'])];
    return own;
  });
  return all.filter(
    (one) =>
      one.about !== 'warn' ||
      !all.some(
        ({ where, lead, about, at }) =>
          where === one.where && lead === one.lead && about === 'remind' && at === one.at,
      ),
  );
}

const placesOf: Readonly<Partial<Record<Promised['stint']['stage'], readonly string[]>>> = {
  new: ['slack #prospectors', 'telegram #prospectors'],
  qualified: ['telegram #closers'],
  waiting: ['slack #accounts'],
};

function toPerson({ lead, step, stint, at }: Promised): readonly Telling[] {
  const away = absences.find(({ who, from, until }) => who === stint.who && at >= from && at < until);
  const hasDeputy = away?.who === 'ben';
  const who = hasDeputy ? 'ana' : (stint.who ?? 'ana');
  const there = away && !hasDeputy ? Math.max(at, away.until) : at;
  // What was agreed comes at its moment; a reminder waits for their hours.
  const when = step === 'wake' ? there : walkToWork(there, wall);
  return [{ where: `${homeOf[who]} ${who}`, lead, about: step, at: when }];
}

const homeOf: Readonly<Record<Who, 'slack' | 'telegram'>> = {
  ana: 'slack',
  ben: 'telegram',
  sam: 'slack',
  cleo: 'telegram',
  dan: 'slack',
};

/** Everybody comes in: Mo is on both platforms, Rae manages from New York. */
async function comeIn(): Promise<void> {
  const { slack, telegram } = baton;
  for (const name of ['mo', 'ana', 'sam', 'dan']) slackPeople[name] = slack.addPerson({ name });
  for (const name of ['mo', 'rae', 'ben', 'cleo']) {
    const person = telegram.addPerson({ name, language: 'en' });
    telegramPeople[name] = person;
    telegram.start({ person });
  }
  await telegram.until('all have been heard', () => telegram.isDrained());
  const bring = async (name: string, roles: readonly string[], timeZone: string) => {
    const { id } = await baton.api<{ id: string }>('/api/members', {
      name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
      roles,
      timeZone,
      identities: {
        ...(slackPeople[name] === undefined ? {} : { slack: slackPeople[name] }),
        ...(telegramPeople[name] === undefined ? {} : { telegram: String(telegramPeople[name]) }),
      },
    });
    ids.set(name, id);
  };
  await bring('mo', ['manager'], 'Europe/Kyiv');
  await bring('rae', ['manager'], 'America/New_York');
  for (const name of ['ana', 'ben', 'sam']) await bring(name, ['prospector'], 'Europe/Kyiv');
  await bring('cleo', ['closer'], 'Europe/Kyiv');
  await bring('dan', ['account_manager'], 'Europe/Kyiv');
  const bind = async (platform: 'slack' | 'telegram', channel: string | number, audience: string) =>
    baton.api('/api/places', { platform, channel: String(channel), audience });
  const inSlack = Object.values(slackPeople);
  const inTelegram = Object.values(telegramPeople);
  for (const [name, audience] of [
    ['prospectors', 'prospectors'],
    ['accounts', 'account_team'],
    ['managers', 'managers'],
  ] as const) {
    channels[name] = slack.addChannel({ name, members: inSlack });
    await bind('slack', channels[name], audience);
  }
  for (const name of ['prospectors', 'closers'] as const) {
    groups[name] = telegram.addGroup({ title: name, members: inTelegram });
    await bind('telegram', groups[name], name);
  }
  await baton.settle();
  look();
  told.length = 0;
}

type Item = { readonly at: number; readonly run: () => Promise<unknown> };
/** A moment at which the clock has something to do, and nobody else. */
const nothing = () => Promise.resolve();

/** All that happens, minute after minute. */
async function live(): Promise<void> {
  const agenda: Item[] = [
    ...deeds().map((deed) => ({ at: deed.at, run: () => doIt(deed) })),
    ...absences.flatMap(({ who, from, until, text }) => [
      { at: from, run: () => goAway(who, text) },
      { at: until, run: nothing },
    ]),
    // Just before each promise nothing may have happened yet, and soon after it must have.
    ...promises().map(({ lead, step, at }) => ({
      at: at - aMinute,
      run: () => notYet(lead, step, at),
    })),
    ...[...momentsOfTheClock()].map((at) => ({ at, run: nothing })),
    { at: on('23 16:30'), run: samTries },
    { at: outage.from, run: () => baton.stop() },
    { at: outage.until, run: () => baton.start() },
    { at: endsAt, run: nothing },
  ];
  let isRunning = true;
  const done = new Set<string>();
  for (const { at, run } of agenda.toSorted((one, other) => one.at - other.at)) {
    if (at > outage.from && at < outage.until) continue;
    baton.goTo(at);
    if (at === outage.from) isRunning = false;
    if (at !== outage.until && isRunning) await baton.tick();
    await run();
    if (at === outage.until) {
      isRunning = true;
      await baton.tick();
    }
    if (!isRunning) continue;
    await baton.settle();
    look();
    if (!done.has(wallDay(at))) {
      // Once a day, as housekeeping does every minute.
      done.add(wallDay(at));
      const found = await baton.audit();
      stuck += Object.values(found).reduce((sum, count) => sum + count, 0);
    }
  }
  for (const [lead, number] of numbers) events.push(...(await historyOf(lead, number)));
}

const wallDay = (at: number) => new Date(at).toISOString().slice(0, 10);

/** When something has come due, a digest, or what waited for somebody to be there. */
function momentsOfTheClock(): ReadonlySet<number> {
  return new Set([
    ...promises().map(({ at }) => at + aMinute),
    ...digestsExpected().map(({ at }) => at + 1_000),
    ...tellings().map(({ at }) => at + 2_000),
  ]);
}

async function notYet(lead: number, step: string, at: number): Promise<void> {
  const number = numbers.get(lead);
  if (number === undefined || at === outage.until) return;
  const history = await historyOf(lead, number);
  const taken = history.filter(({ type }) => stepOf(type) === step).length;
  const before = promises().filter((one) => one.lead === lead && one.step === step && one.at < at).length;
  if (taken > before) early = [...early, `${lead} ${step}`];
}

async function historyOf(lead: number, number: string): Promise<readonly Event[]> {
  const { db } = baton.app().database;
  const view = await findView(db, { number: Number(number.replace(/\D/g, '')) });
  const history = view ? await listHistory(db, view.lead.ref) : [];
  return history.map((event) => ({
    lead,
    at: event.at,
    type: event.type === 'escalated' ? `escalated ${event.step}` : event.type,
  }));
}

async function doIt(deed: Deed): Promise<void> {
  if (deed.type === 'receive') {
    const phone = `+38067${String(5_000_000 + deed.lead * 1_111)}`;
    baton.slack.mark([phone]);
    baton.telegram.secret(phone);
    const about = { name: `Zoriana ${deed.lead}`, phone, source: sourceOf(deed.lead) };
    const { number } = await baton.api<{ number: string }>('/api/leads', about);
    numbers.set(deed.lead, number);
    return;
  }
  const number = numberOf(deed.lead);
  if (deed.type === 'claim' || deed.type === 'accept' || deed.type === 'take') {
    await press(deed.who, deed.type, number);
    return;
  }
  const member = ids.get(deed.who);
  const more = {
    touch: { kind: 'call', outcome: 'reached' },
    snooze: { until: new Date(deed.type === 'snooze' ? deed.until : 0).toISOString() },
    qualify: { brief: { need: 'Windows' } },
    convert: { value: deed.lead * 1000, currency: 'UAH' },
    disqualify: { reason: 'no_need' },
    lose: { reason: 'price' },
  }[deed.type];
  await baton.api(`/api/leads/${number}/${deed.type}`, { member, ...more });
}

/** On the card of the lead where they are, with their own hands. */
async function press(who: Who, verb: 'claim' | 'accept' | 'take', number: string): Promise<string> {
  const is = ({ code }: { readonly code: string }) => code.startsWith(`${verb}:`);
  const place = { claim: 'prospectors', accept: 'closers', take: 'accounts' }[verb];
  if (homeOf[who] === 'slack') {
    const card = baton.slack.look
      .channel(channels[place] ?? '')
      .findLast(({ text, buttons }) => text.includes(number) && buttons.some(is));
    if (!card) throw new Error(`No card of ${number} with ${verb} is there.`);
    const person = slackPeople[who] ?? '';
    return slackHands(baton.slack).answer(
      person,
      await baton.slack.hands.press(person, card, card.buttons.find(is)?.code ?? ''),
    );
  }
  const chat = groups[place] ?? 0;
  const card = baton.telegram
    .cards(chat)
    .findLast(({ text, buttons }) => text.includes(number) && buttons.some(is));
  if (!card) throw new Error(`No card of ${number} with ${verb} is there.`);
  const button = card.buttons.find(is)?.code ?? '';
  const answer = await baton.telegram.pressed({
    person: telegramPeople[who] ?? 0,
    chat,
    message: card.message,
    button,
  });
  return answer?.text ?? '';
}

async function goAway(who: Who, text: string): Promise<void> {
  const said = await telegramHands(baton.telegram).ask(telegramPeople[who] ?? 0, `/baton ${text}`);
  if (!/away|until/i.test(said)) throw new Error(`${who} could not go away: ${said}`);
}

/** New leads are none for Sam any more. */
async function samTries(): Promise<void> {
  refusals.push(await press('sam', 'claim', numberOf(5)));
}

const known = new Set<string>();
/** What has come anew before anybody's eyes, as it reads at first sight. */
function look(): void {
  const see = (where: string, key: string, at: number, text: string) => {
    if (known.has(key)) return;
    known.add(key);
    told.push({ where, at, text });
  };
  const { slack, telegram } = baton;
  for (const [name, person] of Object.entries(slackPeople)) {
    for (const one of slack.look.direct(person))
      see(`slack ${name}`, `s${one.channel}${one.message}`, one.at, one.text);
  }
  for (const [name, channel] of Object.entries(channels)) {
    for (const one of slack.look.channel(channel))
      see(`slack #${name}`, `s${one.channel}${one.message}`, one.at, one.text);
  }
  for (const [name, chat] of [
    ...Object.entries(telegramPeople),
    ...Object.entries(groups).map(([name, group]) => [`#${name}`, group] as const),
  ]) {
    for (const one of telegram.cards(chat))
      see(`telegram ${name}`, `t${chat} ${one.message}`, one.sentAt, one.text);
  }
}
