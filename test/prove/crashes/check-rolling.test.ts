import { describe, expect, it } from 'vitest';
import { checkRolling } from './check-rolling.ts';
import type { Rolled } from './check-rolling.ts';

const card = (platform: 'slack' | 'telegram') => ({ platform, lead: 'L-1', offersClaim: false });
const good: Rolled = {
  seen: { leads: ['L-1'], cards: [card('slack'), card('telegram')] },
  exits: [{ ms: 900, code: 0 }],
  acks: [200, 201],
};
const clean = { lost: 0, doubled: 0, failedAcks: 0, slowestExitMs: 900, badExits: 0 };

describe('the checker of rolling restarts', () => {
  it('finds nothing wrong where everything stands there once', () => {
    expect(checkRolling(good)).toEqual(clean);
  });

  it('finds what is lost, and what stands there twice', () => {
    expect(checkRolling({ ...good, seen: { leads: ['L-1'], cards: [card('slack')] } })).toEqual({
      ...clean,
      lost: 1,
    });
    const cards = [...good.seen.cards, card('telegram')];
    expect(checkRolling({ ...good, seen: { leads: ['L-1'], cards } })).toEqual({ ...clean, doubled: 1 });
  });

  it('finds somebody who was turned away, and an end that was slow or bad', () => {
    expect(checkRolling({ ...good, acks: [200, 503, 0] })).toEqual({ ...clean, failedAcks: 2 });
    const exits = [...good.exits, { ms: 11_000, code: null }];
    expect(checkRolling({ ...good, exits })).toEqual({ ...clean, slowestExitMs: 11_000, badExits: 1 });
  });
});
