/**
 * P8: from the winner's press to the contact in their private chat, five presses a second on both platforms in turn, by
 * thirty people, so that no private chat is written to more often than a platform allows.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { openChats } from '../prove/floor/chats.ts';
import type { Chats, Player, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { quantile } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { freeLeads, type FreeLead } from './free-leads.ts';
import { platforms, playerAt, pressOnBoth, type On } from './presses.ts';
import { sayTimes, timed, timesOf } from './times.ts';

const people = 30;
/** Slower than the 300 posts a minute that Slack allows; or the budget would be measured, not the way. */
const everyMs = 300;
const shownWithinMs = 30_000;
const firstId = 1_000;

export async function benchReveal(options: BenchOptions): Promise<readonly Figure[]> {
  if (options.server === null) return [];
  await using database = await createDatabase(options.server);
  await using chats = await openChats({
    environment: { DATABASE_URL: database.url, ...timed() },
    people: Array.from({ length: people }, (_, index) => [`Person ${index}`, 'prospector'] as const),
  });
  const leads = await freeLeads(chats.baton, options.lives);
  const leadAt = (index: number): FreeLead => {
    const lead = leads[index];
    if (!lead) throw new Error('There is nothing to press.');
    return lead;
  };
  // Nobody presses on both platforms within the second in which a private chat is written to but once.
  const shift = (index: number) => (index < leads.length / 2 ? 0 : people / 2);
  const pressOf = (index: number): Press => ({
    id: firstId + index,
    by: playerAt(chats.players, index + shift(index)),
    code: `claim:${leadAt(index).ref}`,
  });
  await timesOf(chats.baton);
  const { pressed } = await pressOnBoth(chats, pressOf, {
    perSecond: 1_000 / everyMs,
    ms: leads.length * everyMs,
    from: 0,
  });
  const waits = { slack: [] as number[], telegram: [] as number[] };
  const until = Date.now() + shownWithinMs;
  for (const { on, press, sentAt } of pressed) {
    const { number } = leadAt(press.id - firstId);
    for (;;) {
      const shownAt = await revealedAt(chats, on, press.by, number);
      if (shownAt !== null) {
        waits[on].push(shownAt - sentAt);
        break;
      }
      if (Date.now() > until) throw new Error(`${number} was never shown to ${press.by.name} on ${on}.`);
      await pause(100);
    }
  }
  options.say(`  of each press: ${sayTimes(await timesOf(chats.baton), pressed.length)}`);
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
