/**
 * Errors that no patience mends, for each kind of message: cards in places, their edits, private cards; on both
 * platforms. Each has a place or a person of its own, all beside two sound places, so that one lead tries them all.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { cardsIn, isAbout, openFloor, sendLead } from '../floor/both-platforms.ts';
import type { Floor, Lead, Member } from '../floor/both-platforms.ts';
import { checkPermanent, permanentFigures } from './check-permanent.ts';
import type { Case } from './check-permanent.ts';
import type { Figure, ProofOptions } from '../figure.ts';

/** Longer than three tries with their pauses take. */
const watchMs = 12_000;

type Row = { readonly error: string; readonly must: Case['must'] };
const slackPosts: readonly Row[] = [
  { error: 'channel_not_found', must: 'dead' },
  { error: 'is_archived', must: 'dead' },
  { error: 'not_in_channel', must: 'dead' },
  { error: 'restricted_action', must: 'dead' },
  { error: 'invalid_blocks', must: 'dead' },
  { error: 'msg_too_long', must: 'dead' },
  { error: 'message_limit_exceeded', must: 'put off' },
];
const slackEdits: readonly Row[] = [
  { error: 'message_not_found', must: 'healed' },
  { error: 'cant_update_message', must: 'healed' },
  { error: 'edit_window_closed', must: 'healed' },
  { error: 'channel_not_found', must: 'dead' },
  { error: 'is_archived', must: 'dead' },
  { error: 'invalid_blocks', must: 'dead' },
];
const slackDirects: readonly Row[] = [
  { error: 'user_disabled', must: 'dead' },
  { error: 'cannot_dm_bot', must: 'dead' },
  { error: 'messages_tab_disabled', must: 'dead' },
  { error: 'invalid_blocks', must: 'dead' },
];
const telegramPosts: readonly Row[] = [
  { error: 'kicked', must: 'dead' },
  { error: 'restricted', must: 'dead' },
  { error: '400', must: 'dead' },
];
const telegramEdits: readonly Row[] = [
  { error: 'removed', must: 'healed' },
  { error: 'kicked', must: 'dead' },
  { error: '400', must: 'dead' },
];
const telegramDirects: readonly Row[] = [
  { error: '403', must: 'dead' },
  { error: '400', must: 'dead' },
];

export async function provePermanent(options: ProofOptions): Promise<readonly Figure[]> {
  const cases: Case[] = [];
  const others: number[] = [];
  for (const part of [posts, edits, directs, lostToken]) {
    // A floor for each, so that what managers are told is told of these cases alone.
    await using floor = await openFloor({
      people: [['Alma', { slack: true, telegram: true }]],
      databaseUrl: process.env['DATABASE_URL'] ?? null,
    });
    const manager = await floor.addMember('Mo', { slack: true, telegram: false }, 'manager');
    const { tried, unaffected } = await part(floor, manager);
    cases.push(...tried);
    others.push(unaffected);
  }
  const faults = checkPermanent(cases);
  for (const { figure, says } of faults.slice(0, 20)) options.say(`  ${figure}: ${says}`);
  options.say(`permanent: ${cases.length} pairs of an error and a kind of message`);
  return [
    ...permanentFigures.map((name): Figure => ({
      row: 'R15',
      name,
      value: faults.filter(({ figure }) => figure === name).length,
      goal: { is: 'exactly', than: 0 },
    })),
    {
      row: 'R15',
      name: 'other places that missed something',
      value: others.reduce((sum, one) => sum + one, 0),
      goal: { is: 'exactly', than: 0 },
    },
    { row: 'R15', name: 'pairs', value: cases.length, goal: { is: 'at least', than: 26 } },
  ];
}

type Outcome = { readonly tried: readonly Case[]; readonly unaffected: number };

/** What managers were told since, each by itself. */
function toldTo({ slack }: Floor, { slack: person }: Member, since: number): readonly string[] {
  return slack.look
    .direct(person ?? '')
    .filter(({ at }) => at >= since)
    .map(({ text }) => text);
}

/** A place for each row, bound like the sound ones. */
async function placesFor(floor: Floor, onSlack: readonly Row[], onTelegram: readonly Row[]) {
  const { slack, telegram } = floor;
  const owner = telegram.addPerson({ name: 'Second owner', language: 'en' });
  const channels = onSlack.map(({ error, must }, at) => ({
    error,
    must,
    channel: slack.addChannel({ name: `case-${at}-${error.replaceAll('_', '-')}` }),
  }));
  const groups = onTelegram.map(({ error, must }, at) => ({
    error,
    must,
    group: telegram.addGroup({ title: `Case ${at} ${error}`, members: [owner] }),
  }));
  for (const { channel } of channels) await floor.bind('slack', channel, 'prospectors');
  for (const { group } of groups) await floor.bind('telegram', group, 'prospectors');
  return { channels, groups, owner };
}

const failedOn = ({ slack }: Floor, method: string, where: string, since: number) =>
  slack.record.calls.filter(
    (call) => call.method === method && call.where === where && call.at >= since && call.outcome !== 'ok',
  ).length;
const failedIn = ({ telegram }: Floor, method: string, chat: number, since: number) =>
  telegram.calls(method).filter((call) => call.chat === chat && call.at >= since && call.outcome !== 'ok')
    .length;

function harm({ telegram }: Floor, error: string, chat: number, method: string, by: number): void {
  if (error === 'kicked') telegram.kickBot({ chat, by });
  else if (error === 'restricted') telegram.restrictBot({ chat, by, text: false });
  else if (error === '400' || error === '403') telegram.fault({ kind: error, methods: [method], chat });
}

async function posts(floor: Floor, manager: Member): Promise<Outcome> {
  const { channels, groups } = await placesFor(floor, slackPosts, telegramPosts);
  for (const { channel, error } of channels)
    floor.slack.fault({ kind: 'error', code: error, method: 'chat.postMessage', where: channel });
  // Telegram's own deeds would be told by an event first; here the answer to the post is the only one to tell.
  for (const { group, error } of groups)
    floor.telegram.fault({ kind: error === '400' ? '400' : '403', methods: ['sendMessage'], chat: group });
  const since = Date.now();
  const lead = await sendLead(floor, 1);
  await pause(watchMs);
  const told = toldTo(floor, manager, since);
  const soundOnes = cardsIn(floor).filter((card) => isAbout(card, lead)).length;
  return {
    unaffected: 2 - soundOnes,
    tried: distribute(
      [
        ...channels.map(({ error, must, channel }) => ({
          name: `Slack post, ${error}`,
          must,
          attempts: failedOn(floor, 'chat.postMessage', channel, since),
          isShown: false,
        })),
        ...groups.map(({ error, must, group }) => ({
          name: `Telegram post, ${error}`,
          must,
          attempts: failedIn(floor, 'sendMessage', group, since),
          isShown: false,
        })),
      ],
      told,
    ),
  };
}

async function edits(floor: Floor, manager: Member): Promise<Outcome> {
  const { channels, groups, owner } = await placesFor(floor, slackEdits, telegramEdits);
  const lead = await sendLead(floor, 1);
  const cardOn = (channel: string) =>
    floor.slack.look.channel(channel).find(({ text }) => text.includes(lead.number));
  const cardIn = (group: number) =>
    floor.telegram.cards(group).find(({ text }) => text.includes(lead.number));
  await floor.telegram.until(
    'all cards',
    () => channels.every(({ channel }) => cardOn(channel)) && groups.every(({ group }) => cardIn(group)),
    60_000,
  );
  for (const { channel, error } of channels)
    floor.slack.fault({ kind: 'error', code: error, method: 'chat.update', where: channel });
  for (const { group, error } of groups) {
    if (error === 'removed')
      floor.telegram.removeMessage({ chat: group, message: cardIn(group)?.message ?? 0 });
    else if (error === 'kicked')
      floor.telegram.fault({ kind: '403', methods: ['editMessageText'], chat: group });
    else harm(floor, error, group, 'editMessageText', owner);
  }
  const since = Date.now();
  const [member] = floor.people;
  const answer = await floor
    .baton()
    .api(`/api/leads/${lead.ref}/claim`, { method: 'POST', body: JSON.stringify({ member: member?.id }) });
  if (!answer.ok) throw new Error(`It could not be claimed: ${answer.status}.`);
  await pause(watchMs);
  const told = toldTo(floor, manager, since);
  const isNow = (text: string | undefined) => text?.includes('Alma') === true;
  const newest = (texts: readonly string[]) => texts.findLast((text) => text.includes(lead.number));
  const sound = cardsIn(floor).filter((card) => isAbout(card, lead) && isNow(card.text)).length;
  return {
    unaffected: 2 - sound,
    tried: distribute(
      [
        ...channels.map(({ error, must, channel }) => ({
          name: `Slack edit, ${error}`,
          must,
          attempts: failedOn(floor, 'chat.update', channel, since),
          isShown: isNow(newest(floor.slack.look.channel(channel).map(({ text }) => text))),
        })),
        ...groups.map(({ error, must, group }) => ({
          name: `Telegram edit, ${error}`,
          must,
          attempts: failedIn(floor, 'editMessageText', group, since),
          isShown: isNow(newest(floor.telegram.cards(group).map(({ text }) => text))),
        })),
      ],
      told,
    ),
  };
}

async function directs(floor: Floor, manager: Member): Promise<Outcome> {
  const people: (Row & { readonly member: Member; readonly lead: Lead })[] = [];
  for (const [at, row] of [...slackDirects, ...telegramDirects].entries()) {
    const isOnSlack = at < slackDirects.length;
    const member = await floor.addMember(`Case${at}`, { slack: isOnSlack, telegram: !isOnSlack });
    people.push({ ...row, member, lead: await sendLead(floor, at) });
  }
  const [sound] = floor.people;
  const soundLead = await sendLead(floor, people.length);
  await floor.telegram.until(
    'everybody is greeted',
    () =>
      people.every(
        ({ member }) => member.telegram === null || floor.telegram.cards(member.telegram).length > 0,
      ),
    30_000,
  );
  const since = Date.now();
  for (const { error, member } of people) {
    if (member.slack !== null)
      floor.slack.fault({
        kind: 'error',
        code: error,
        method: 'chat.postMessage',
        where: floor.slack.look.dmOf(member.slack),
      });
    if (member.telegram !== null) harm(floor, error, member.telegram, 'sendMessage', member.telegram);
  }
  const claim = async (ref: string, id: string) => {
    const answer = await floor
      .baton()
      .api(`/api/leads/${ref}/claim`, { method: 'POST', body: JSON.stringify({ member: id }) });
    if (!answer.ok) throw new Error(`It could not be claimed: ${answer.status}.`);
  };
  for (const { member, lead } of people) await claim(lead.ref, member.id);
  await claim(soundLead.ref, sound?.id ?? '');
  await pause(watchMs);
  const told = toldTo(floor, manager, since);
  const hasContact = (text: string) => text.includes(soundLead.email);
  const reached =
    floor.slack.look.direct(sound?.slack ?? '').some(({ text }) => hasContact(text)) ||
    floor.telegram.cards(sound?.telegram ?? 0).some(({ text }) => hasContact(text));
  return {
    unaffected: reached ? 0 : 1,
    tried: distribute(
      people.map(({ error, must, member }) => ({
        name: `${member.slack === null ? 'Telegram' : 'Slack'} private card, ${error}`,
        must,
        attempts:
          member.slack === null
            ? failedIn(floor, 'sendMessage', member.telegram ?? 0, since)
            : failedOn(floor, 'chat.postMessage', floor.slack.look.dmOf(member.slack), since),
        isShown: false,
      })),
      told,
    ),
  };
}

/** A token that is taken back shuts the platform; when there is a good one again, everything goes out. */
async function lostToken(floor: Floor): Promise<Outcome> {
  const boss = await floor.addMember('Cleo', { slack: false, telegram: true }, 'manager');
  await floor.telegram.until('a manager', () => floor.telegram.cards(boss.telegram ?? 0).length > 0, 30_000);
  floor.slack.killToken('token_revoked');
  const since = Date.now();
  const lead = await sendLead(floor, 1);
  await pause(watchMs);
  // The greeting says what one can do, and may still be on its way.
  const told = floor.telegram
    .cards(boss.telegram ?? 0)
    .filter(({ sentAt, text }) => sentAt >= since && !text.includes('“mine”'));
  const onTelegram = cardsIn(floor).filter(
    (card) => card.platform === 'telegram' && isAbout(card, lead),
  ).length;
  // It is felt for again and again, as it must; the card itself is not thrown away.
  const tries = floor.slack.record.calls.filter(
    ({ method, at, where }) => method === 'chat.postMessage' && where === floor.channel && at >= since,
  ).length;
  floor.slack.killToken(null);
  await floor.telegram.until(
    'the card on Slack',
    () => cardsIn(floor).some((card) => card.platform === 'slack' && isAbout(card, lead)),
    60_000,
  );
  return {
    unaffected: 1 - onTelegram,
    tried: [
      {
        name: 'Slack post, token_revoked',
        must: 'dead',
        attempts: Math.min(Math.max(tries, 1), 3),
        isShown: true,
        toldManagers: told.length,
      },
    ],
  };
}

/** Each dead case takes one of what was told; what is left over was told too often. */
function distribute(cases: readonly Omit<Case, 'toldManagers'>[], told: readonly string[]): readonly Case[] {
  let left = told.length;
  const dead = cases.filter(({ must }) => must === 'dead').length;
  return cases.map((one) => {
    if (one.must !== 'dead') return { ...one, toldManagers: 0 };
    const mine = left > 0 ? 1 : 0;
    left -= mine;
    const isLast = one === cases.findLast(({ must }) => must === 'dead');
    return { ...one, toldManagers: mine + (isLast ? Math.max(told.length - dead, 0) : 0) };
  });
}
