/**
 * P8: from the winner's press to the contact in their private chat, five presses a second on both platforms in turn, by
 * thirty people, so that no private chat is written to more often than a platform allows.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openChats, signed, slackBody, telegramPress } from '../prove/chats.ts';
import type { Chats, Player, Posted } from '../prove/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { quantile } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { freeLeads, type FreeLead } from './free-leads.ts';

const people = 30;
/** Slower than the 300 posts a minute that Slack allows; or the budget would be measured, not the way. */
const everyMs = 300;
const shownWithinMs = 30_000;
const platforms = ['slack', 'telegram'] as const;
type On = (typeof platforms)[number];

export async function benchReveal(options: BenchOptions): Promise<readonly Figure[]> {
  if (options.server === null) return [];
  await using database = await createDatabase(options.server);
  await using chats = await openChats({
    environment: { DATABASE_URL: database.url },
    people: Array.from({ length: people }, (_, index) => [`Person ${index}`, 'prospector'] as const),
  });
  const presses = options.lives;
  const leads = await freeLeads(chats.baton, presses);
  const waits = { slack: [] as number[], telegram: [] as number[] };
  const pressed: { readonly lead: FreeLead; readonly by: Player; readonly on: On; readonly at: number }[] =
    [];
  for (const [index, lead] of leads.entries()) {
    const by = chats.players[index % people];
    const on = platforms[index % 2];
    if (!by || !on) throw new Error('Nobody is there.');
    pressed.push({ lead, by, on, at: Date.now() });
    await post(chats, on, { id: 1_000 + index, by, code: `claim:${lead.ref}` });
    await pause(everyMs);
  }
  await pause(1_000);
  const until = Date.now() + shownWithinMs;
  for (const { lead, by, on, at } of pressed) {
    for (;;) {
      const shownAt = await revealedAt(chats, on, by, lead.number);
      if (shownAt !== null) {
        waits[on].push(shownAt - at);
        break;
      }
      if (Date.now() > until) throw new Error(`${lead.number} was never shown to ${by.name} on ${on}.`);
      await pause(100);
    }
  }
  const of = (on: On, share: number) => quantile(waits[on], share);
  for (const on of platforms) {
    options.say(`  ${on}: ${waits[on].length} contacts shown, p50 ${of(on, 0.5)} ms, p99 ${of(on, 0.99)} ms`);
  }
  const halves = [of('slack', 0.5), of('telegram', 0.5)];
  const figure = (name: string, value: number, than: number, unit = 'ms'): Figure => ({
    row: 'P8',
    name,
    value,
    goal: { is: 'at most', than },
    ...(unit === '' ? {} : { unit }),
  });
  return [
    ...platforms.flatMap((on) => [
      figure(`press to contact on ${on}, p50`, of(on, 0.5), 10),
      figure(`press to contact on ${on}, p99`, of(on, 0.99), 50),
    ]),
    figure('slower platform ÷ quicker one', Math.max(...halves) / Math.max(1, Math.min(...halves)), 1.5, ''),
  ];
}

async function post(chats: Chats, on: On, press: Parameters<typeof slackBody>[0]): Promise<void> {
  const { secrets, channel, group, baton } = chats;
  const posted: Posted =
    on === 'slack'
      ? signed(slackBody(press, channel), secrets.slack, Math.floor(Date.now() / 1000))
      : telegramPress(press, group, secrets.telegram);
  const headers = posted.headers.map(([name, value]) => [name, value] satisfies [string, string]);
  const response = await fetch(`${baton.url}${posted.path}`, { method: 'POST', headers, body: posted.body });
  if (response.status !== 200) throw new Error(`A press on ${on} was answered with ${response.status}.`);
}

const shown = z.array(z.looseObject({ text: z.string(), sentAt: z.number() }));

/** When the private chat with the bot showed this lead for the first time. */
async function revealedAt(
  { slack, telegram }: Chats,
  on: On,
  by: Player,
  number: string,
): Promise<number | null> {
  if (on === 'slack') {
    const messages = await slack.look.direct(by.slack);
    return messages.find(({ text }) => text.includes(number))?.at ?? null;
  }
  const messages = shown.parse(await telegram.do('cards', by.telegram));
  return messages.find(({ text }) => text.includes(number))?.sentAt ?? null;
}
