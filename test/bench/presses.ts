/** Presses on both platforms as load: signed as each signs them, numbered, sent over connections that are kept. */
import { signed, slackBody, telegramPress } from '../prove/floor/chats.ts';
import type { Chats, Player, Press } from '../prove/floor/chats.ts';
import { atRate, type Rated, type Target } from './http-load.ts';

export const platforms = ['slack', 'telegram'] as const;
export type On = (typeof platforms)[number];

/** `pressOf` is asked for the n-th press, `port` is somebody's else where it is not Baton that is pressed. */
export function pressTarget(
  on: On,
  { channel, group, secrets, baton }: Chats,
  pressOf: (index: number) => Press,
  port = Number(new URL(baton.url).port),
): Target {
  if (on === 'slack') {
    return {
      port,
      path: '/slack/events',
      headers: (body) =>
        Object.fromEntries(signed(body, secrets.slack, Math.floor(Date.now() / 1000)).headers),
      body: (index) => slackBody(pressOf(index), channel),
    };
  }
  return {
    port,
    path: '/telegram/webhook',
    headers: { 'x-telegram-bot-api-secret-token': secrets.telegram },
    body: (index) => telegramPress(pressOf(index), group, secrets.telegram).body,
  };
}

export type Pressed = { readonly on: On; readonly press: Press; readonly sentAt: number };

/**
 * Half of them on each platform, in turn: so many a second together, not pairs of them. Slack takes the first half of
 * the numbers, from `from` on, Telegram the second. Answers when each went out, and how long its acknowledgement took.
 */
export async function pressOnBoth(
  chats: Chats,
  pressOf: (index: number) => Press,
  piece: { readonly perSecond: number; readonly ms: number; readonly from: number },
): Promise<{ readonly pressed: readonly Pressed[]; readonly acks: Readonly<Record<On, Rated>> }> {
  const half = { ...piece, perSecond: piece.perSecond / 2 };
  const count = Math.floor((half.perSecond * half.ms) / 1000);
  const pressed: Pressed[] = [];
  const targetOf = (on: On): Target => ({
    ...pressTarget(on, chats, pressOf),
    sent: (index) => void pressed.push({ on, press: pressOf(index), sentAt: Date.now() }),
  });
  const [slack, telegram] = await Promise.all([
    atRate(targetOf('slack'), half),
    atRate(targetOf('telegram'), {
      ...half,
      from: piece.from + count,
      afterMs: 1000 / piece.perSecond,
    }),
  ]);
  for (const [on, { failed }] of Object.entries({ slack, telegram })) {
    if (failed > 0) throw new Error(`${failed} presses on ${on} were refused; nothing was measured.`);
  }
  return { pressed, acks: { slack, telegram } };
}

/** One of the people in turn. */
export function playerAt(players: readonly Player[], index: number): Player {
  const player = players[index % players.length];
  if (!player) throw new Error('Nobody is there.');
  return player;
}
