/**
 * P7: a burst of leads under the limits that the platforms really have. All of the allowance is used and nothing over
 * it, nobody is told to slow down, and whoever claims in the midst of it has the contact at once. A thousand leads take
 * Slack 17 minutes and a group of Telegram 50, which is for a release; else it is sixty.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openChats, signed, slackBody } from '../prove/floor/chats.ts';
import type { Chats } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { quantile } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { freeLeads, type FreeLead } from './free-leads.ts';

const leads = { usual: 60, full: 1_000 };
/** One claim in so many seconds, while the rest is queued. */
const claimEveryMs = 5_000;
const lookEveryMs = 1_000;
const minute = 60_000;

export async function benchBurst(options: BenchOptions): Promise<readonly Figure[]> {
  if (options.server === null) return [];
  await using database = await createDatabase(options.server);
  await using chats = await openChats({ rates: 'real', environment: { DATABASE_URL: database.url } });
  const count = options.full ? leads.full : leads.usual;
  const began = Date.now();
  const sent = await freeLeads(chats.baton, count);
  const waits: number[] = [];
  const state = { isOver: false };
  const claiming = claimOnAndOn(chats, sent, waits, state);
  const posted = await untilPosted(chats, count);
  state.isOver = true;
  await claiming;
  const slack = allowance(posted.slack, 1_000, 1);
  const telegram = allowance(posted.telegram, minute, 20);
  const refused = await refusedIn(chats);
  const minutes = (Date.now() - began) / minute;
  options.say(
    `  ${count} leads in ${minutes.toFixed(1)} min, ${waits.length} claimed meanwhile: p50 ${quantile(waits, 0.5)} ms`,
  );
  return [
    {
      row: 'P7',
      name: 'of what Slack allows in a channel',
      value: slack,
      goal: { is: 'at least', than: 0.97 },
    },
    {
      row: 'P7',
      name: 'of what Telegram allows in a group',
      value: telegram,
      goal: { is: 'at least', than: 0.97 },
    },
    {
      row: 'P7',
      name: 'calls refused as too many',
      value: refused.tooMany,
      goal: { is: 'exactly', than: 0 },
    },
    { row: 'P7', name: 'calls over a limit', value: refused.violations, goal: { is: 'exactly', than: 0 } },
    {
      row: 'P7',
      name: 'contact behind the queue, p99',
      value: quantile(waits, 0.99) / 1000,
      goal: { is: 'at most', than: 2 },
      unit: 's',
    },
  ];
}

const telegramCalls = z.array(
  z.looseObject({ at: z.number(), method: z.string(), chat: z.number().nullable(), outcome: z.string() }),
);

/** The moments of all posts in the prospectors' places. */
async function untilPosted({ slack, telegram, channel, group }: Chats, count: number) {
  for (;;) {
    const onSlack = (await slack.record.calls()).filter(
      ({ method, where, acted }) => method === 'chat.postMessage' && where === channel && acted,
    );
    const onTelegram = telegramCalls
      .parse(await telegram.do('calls', 'sendMessage'))
      .filter(({ chat, outcome }) => chat === group && outcome === 'ok');
    if (onSlack.length >= count && onTelegram.length >= count) {
      return { slack: onSlack.map(({ at }) => at), telegram: onTelegram.map(({ at }) => at) };
    }
    await pause(lookEveryMs);
  }
}

/** How much of what may be posted between the first and the last was. */
function allowance(moments: readonly number[], windowMs: number, perWindow: number): number {
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const allowed = ((last - first) / windowMs) * perWindow;
  return (moments.length - 1) / allowed;
}

async function refusedIn({ slack, telegram }: Chats) {
  const onSlack = (await slack.record.calls()).filter(({ outcome }) => /ratelimited|429/u.test(outcome));
  const onTelegram = telegramCalls
    .parse(await telegram.do('calls'))
    .filter(({ outcome }) => outcome.includes('429'));
  const over = (await slack.record.violations()).filter(({ what }) => /over|Retry-After/u.test(what));
  const early = z
    .array(z.looseObject({ what: z.string() }))
    .parse(await telegram.do('violations'))
    .filter(({ what }) => what.includes('retry_after'));
  return { tooMany: onSlack.length + onTelegram.length, violations: over.length + early.length };
}

async function claimOnAndOn(
  chats: Chats,
  sent: readonly FreeLead[],
  waits: number[],
  state: { readonly isOver: boolean },
): Promise<void> {
  const { baton, secrets, channel, players } = chats;
  for (let index = 0; !state.isOver && index < sent.length; index += 1) {
    const lead = sent[sent.length - 1 - index];
    const by = players[index % players.length];
    if (!lead || !by) throw new Error('There is nothing to claim.');
    const at = Date.now();
    const body = slackBody({ id: 1_000 + index, by, code: `claim:${lead.ref}` }, channel);
    const { path, headers } = signed(body, secrets.slack, Math.floor(at / 1000));
    const response = await fetch(`${baton.url}${path}`, {
      method: 'POST',
      headers: headers.map(([name, value]) => [name, value] satisfies [string, string]),
      body,
    });
    if (response.status !== 200) throw new Error(`A press was answered with ${response.status}.`);
    await pause(claimEveryMs);
    const shown = (await chats.slack.look.direct(by.slack)).find(({ text }) => text.includes(lead.number));
    waits.push(shown ? shown.at - at : Infinity);
  }
}
