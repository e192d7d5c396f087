/**
 * Hostile texts in every field that people fill in, through the whole life of a lead, on both platforms; then everything
 * that the stand-ins were handed is read as a client reads it, and the tables, the log and the data are read as well.
 *
 * The small size takes a hundred of the texts, of every family some; all are for the full one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { cardsIn, onBoth, openFloor } from '../floor/both-platforms.ts';
import type { Floor, Member } from '../floor/both-platforms.ts';
import { checkLiteral, checkLog, checkShown, checkTable, injectFigures, plain } from './check-inject.ts';
import type { InjectFault } from './check-inject.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { corpus } from './inject-corpus.ts';
import type { Payload } from './inject-corpus.ts';
import { drained } from '../floor/sales-floor.ts';

const atOnce = 6;
const triesAtMost = 10;
const playbook = `company: Prove
show in channels: [company, source, direction, message, brief, hint]
directions:
  main:
    prospecting:
      open leads at most: none
      brief:
        - { id: need, ask: What do they need?, kind: long text }
      disqualify because: { spam: Spam }
    closing: { open leads at most: none, return because: { thin: Thin brief }, lose because: { price: Price } }
`;

type Sent = { readonly payload: Payload; readonly ref: string; readonly number: string };

export async function proveInject(options: ProofOptions): Promise<readonly Figure[]> {
  const size = Math.min(numberOf(options.more['tries'], options.full ? corpus.length : 100), corpus.length);
  // Every family is there at any size.
  const payloads = corpus.filter(
    (_, index) =>
      Math.floor((index * size) / corpus.length) !== Math.floor(((index + 1) * size) / corpus.length),
  );
  await using floor = await openFloor({ playbook, environment: { LOG_LEVEL: 'debug' } });
  const manager = await floor.addMember('Mo', onBoth, 'manager');
  const closer = await floor.addMember('Cleo', onBoth, 'closer');
  const closers = floor.slack.addChannel({ name: 'closers', members: [manager.slack ?? ''] });
  const closing = floor.telegram.addGroup({ title: 'Closers', members: [manager.telegram ?? 0] });
  await floor.bind('slack', closers, 'closers');
  await floor.bind('telegram', closing, 'closers');
  const failures: string[] = [];
  const sent: Sent[] = [];
  const members: Member[] = [manager, closer, ...floor.people];
  const began = performance.now();
  for (let at = 0; at < payloads.length; at += atOnce) {
    const lives = payloads
      .slice(at, at + atOnce)
      .map((payload) => live(floor, payload, { manager, closer }, failures));
    for (const { lead, member } of await Promise.all(lives)) {
      if (lead) sent.push(lead);
      if (member) members.push(member);
    }
  }
  await drained(floor.baton());
  const faults = [
    ...shownFaults(floor, sent, members, [closers], [closing]),
    ...(await tableFaults(floor, sent.length, manager, options)),
    ...(await dataFaults(floor, sent)),
    ...checkLog(floor.baton().printed()),
  ];
  const violations = [
    ...floor.slack.record.violations.map(({ what, where, detail }) => `slack: ${what} ${where} ${detail}`),
    ...floor.telegram.violations().map(({ what, chat }) => `telegram: ${what} ${chat}`),
  ];
  for (const { figure, says } of faults.slice(0, 20)) options.say(`  ${figure}: ${says}`);
  for (const line of [...violations.slice(0, 10), ...failures.slice(0, 10)]) options.say(`  ${line}`);
  const lines = floor.baton().printed().split('\n').length;
  const posts = cardsIn(floor).length;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  options.say(
    `inject: ${payloads.length} texts, ${sent.length} leads, ${members.length} members, ${posts} cards, ${lines} lines of log, ${seconds} s`,
  );
  const figure = (name: string, value: number, than = 0): Figure => ({
    row: 'R24',
    name,
    value,
    goal: { is: 'exactly', than },
  });
  return [
    ...injectFigures.map((name) => figure(name, faults.filter((fault) => fault.figure === name).length)),
    figure('rules that the stand-ins saw broken', violations.length),
    figure('deeds that failed for a text', failures.length),
    // Where nothing was shown, nothing is proven.
    figure('leads that went through their life', sent.length, payloads.length),
    {
      row: 'R24',
      name: 'texts',
      value: payloads.length,
      goal: { is: 'at least', than: options.full ? 500 : 50 },
    },
  ];
}

async function live(
  floor: Floor,
  payload: Payload,
  { manager, closer }: { readonly manager: Member; readonly closer: Member },
  failures: string[],
): Promise<{ readonly lead: Sent | null; readonly member: Member | null }> {
  const { index, text, family } = payload;
  floor.telegram.foreign(text);
  const api = async (path: string, body: unknown): Promise<Readonly<Record<string, unknown>> | null> => {
    // Under a crowd it is told to come again; with the same key it is done once.
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const answer = await floor.baton().api(path, {
        method: 'POST',
        headers: { 'idempotency-key': `${index}-${path}` },
        body: JSON.stringify(body),
      });
      const said = await answer.text();
      if (answer.ok) return JSON.parse(said);
      if (answer.status === 503 || said.includes('key_in_flight')) {
        await pause(500);
        continue;
      }
      failures.push(`${family}: ${path}: ${answer.status} ${said.slice(0, 300)}`);
      return null;
    }
    failures.push(`${family}: ${path}: always late`);
    return null;
  };
  const member = await floor.addMember(text, onBoth);
  const made = await api('/api/leads', {
    name: text,
    company: text,
    message: text,
    source: text.slice(0, 100),
    externalId: `${index} ${text}`.slice(0, 200),
    email: `lead-${index}@prove.example`,
    fields: { [text.slice(0, 100)]: text },
  });
  if (made === null) return { lead: null, member };
  const { ref, number } = made;
  const give = (command: string, more: object = {}, who = member) =>
    api(`/api/leads/${String(ref)}/${command}`, { member: who.id, ...more });
  await give('claim');
  await give('touch', { kind: 'call', outcome: 'reached', note: text });
  await give('note', { text });
  if (index % 3 === 0)
    await give('snooze', { until: new Date(Date.now() + 86_400_000).toISOString(), why: text }, member);
  await give('qualify', { brief: { need: text } });
  await give('reveal', { reason: text }, manager);
  await give('accept', {}, closer);
  if (index % 2 === 0) await give('return', { reason: 'thin', note: text }, closer);
  else await give('lose', { reason: 'price', note: text }, closer);
  const strange = await floor.baton().api(`/api/leads/${encodeURIComponent(text.toWellFormed())}`);
  if (strange.status >= 500) failures.push(`${family}: GET /api/leads/<text>: ${strange.status}`);
  await strange.text();
  // What is typed in a chat is answered there.
  if (member.slack !== null && index % 3 === 0) {
    await floor.slack.hands.type(member.slack, floor.channel, `/baton find ${text.replaceAll('\n', ' ')}`);
  }
  if (member.telegram !== null && index % 3 === 1)
    floor.telegram.say({ person: member.telegram, text: `/find ${text.trim()}` });
  return { lead: { payload, ref: String(ref), number: String(number) }, member };
}

function shownFaults(
  { slack, telegram, channel, group }: Floor,
  sent: readonly Sent[],
  members: readonly Member[],
  channels: readonly string[],
  groups: readonly number[],
): readonly InjectFault[] {
  const faults: InjectFault[] = [];
  const contactOf = (of: string) => /^(?:mailto:)?lead-\d+@prove\.example$/u.test(of);
  const byNumber = new Map(sent.map((one) => [one.number, one.payload]));
  const literal = (where: string, text: string) => {
    const payload = byNumber.get(/L-\d+/u.exec(text)?.[0] ?? '');
    // Who has it no more is shown no contact, and so no name.
    if (payload && text.includes('@prove.example'))
      faults.push(...checkLiteral({ where, text, live: [] }, payload.text));
  };
  for (const place of [channel, ...channels]) {
    for (const { text, live } of slack.look.channel(place))
      faults.push(...checkShown({ where: `slack ${place}`, text, live }, () => false));
  }
  for (const place of [group, ...groups]) {
    for (const card of telegram.cards(place))
      faults.push(...checkShown(telegramText(`telegram ${place}`, card), () => false));
  }
  for (const member of members) {
    if (member.slack !== null) {
      for (const { text, live } of [
        ...slack.look.direct(member.slack),
        ...slack.look.ephemerals(member.slack),
      ]) {
        faults.push(...checkShown({ where: `slack @${member.id}`, text, live }, contactOf));
        literal(`slack @${member.id}`, text);
      }
      const home = slack.look.home(member.slack);
      if (home) faults.push(...checkShown({ where: 'slack home', ...home }, contactOf));
    }
    if (member.telegram !== null) {
      for (const card of telegram.cards(member.telegram)) {
        faults.push(...checkShown(telegramText(`telegram @${member.id}`, card), contactOf));
        literal(`telegram @${member.id}`, card.text);
      }
    }
  }
  return faults;
}

type Card = ReturnType<Floor['telegram']['cards']>[number];

/** What stands in a `code` or is quoted is as it was written; a bold title of ours may hold a name as a whole. */
function telegramText(where: string, { text, entities }: Card) {
  const live = entities.flatMap(({ type, offset, length, url }) => {
    const of = `${text.slice(offset, offset + length)}${url === undefined ? '' : ` ${url}`}`;
    return ourMarks.has(type) ? [] : [{ kind: type, of: type === 'email' ? of.trim() : of }];
  });
  return { where, text, live };
}
/** Whether a text put them there itself is found by its missing signs. */
const ourMarks: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'code',
  'pre',
  'blockquote',
  'expandable_blockquote',
]);

async function tableFaults(
  floor: Floor,
  leads: number,
  manager: Member,
  options: ProofOptions,
): Promise<readonly InjectFault[]> {
  const today = new Date().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const faults: InjectFault[] = [];
  for (const [kind, delimiter] of [
    ['leads', ','],
    ['history', ','],
    ['credit', ','],
    ['leads', ';'],
  ] as const) {
    const asked = `member=${manager.id}&from=${today}&to=${tomorrow}&delimiter=${encodeURIComponent(delimiter)}`;
    const answer = await floor.baton().api(`/api/exports/${kind}?${asked}`);
    const text = await answer.text().catch((error: unknown) => `cut off: ${String(error)}`);
    if (!answer.ok || text.startsWith('cut off')) {
      options.say(floor.baton().printed().slice(-2_000));
      faults.push({ figure: 'broken tables', says: `${kind}: ${answer.status} ${text.slice(0, 200)}` });
      continue;
    }
    const rows: string[][] = parse(text, { bom: true, delimiter, relax_column_count: true });
    faults.push(...checkTable(kind, rows, { rows: kind === 'leads' ? leads : rows.length - 1 }));
  }
  return faults;
}

/** What was sent is there as it was sent, and nothing else has moved. */
async function dataFaults(floor: Floor, sent: readonly Sent[]): Promise<readonly InjectFault[]> {
  const faults: InjectFault[] = [];
  const fault = (says: string) => faults.push({ figure: 'SQL effects', says });
  for (const { payload, ref } of sent) {
    const answer = await floor.baton().api(`/api/leads/${ref}`);
    const lead: { readonly stage: string; readonly source: string | null } = await answer.json();
    const source = lead.source ?? '';
    const stage = payload.index % 2 === 0 ? 'claimed' : 'lost';
    if (lead.stage !== stage) fault(`${ref} is ${lead.stage}, not ${stage}`);
    if (plain(source) !== plain(payload.text.slice(0, 100))) fault(`${ref} comes from ${source}`);
  }
  const { items }: { items: readonly unknown[] } = await (await floor.baton().api('/api/places')).json();
  if (items.length !== 4) fault(`there are ${items.length} places`);
  return faults;
}
