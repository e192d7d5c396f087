/**
 * Judges how closely a platform was called on a simulated day, whatever processes came and went meanwhile: what it allows
 * in one place, and over all of them (S74, S75, T60, T61).
 */
import type { Call } from '../../support/fake-chat.ts';
import { over } from '../platforms/check-pace.ts';
import type { Chat } from './a-floor.ts';

type Limit = { readonly types: readonly Call['type'][]; readonly calls: number; readonly ms: number };

const [secondMs, minuteMs] = [1_000, 60_000];
const writing: Limit['types'] = ['post', 'direct', 'edit'];
const inAPlace: Readonly<Record<Chat, Limit>> = {
  slack: { types: ['post', 'direct'], calls: 1, ms: secondMs },
  telegram: { types: writing, calls: 1, ms: secondMs },
};
const inAll: Readonly<Record<Chat, readonly Limit[]>> = {
  slack: [
    { types: ['post', 'direct'], calls: 300, ms: minuteMs },
    { types: ['edit'], calls: 50, ms: minuteMs },
    { types: ['find'], calls: 50, ms: minuteMs },
    { types: ['home'], calls: 100, ms: minuteMs },
  ],
  telegram: [{ types: writing, calls: 30, ms: secondMs }],
};

/** What was called more often than it may be, in words. */
export function checkPace(platform: Chat, calls: readonly Call[]): readonly string[] {
  const momentsOf = (ones: readonly Call[], types: Limit['types']) =>
    ones.filter(({ type }) => types.includes(type)).map(({ at }) => at);
  const { types, ...place } = inAPlace[platform];
  const places = Map.groupBy(calls, ({ where }) => where);
  return [
    ...[...places].map(([where, ones]) => ({
      where,
      count: over(momentsOf(ones, types), place.calls, place.ms),
    })),
    ...inAll[platform].map((limit) => ({
      where: `all places, ${limit.types.join(', ')}`,
      count: over(momentsOf(calls, limit.types), limit.calls, limit.ms),
    })),
  ]
    .filter(({ count }) => count > 0)
    .map(({ where, count }) => `${platform}: ${count} more in ${where}`);
}
