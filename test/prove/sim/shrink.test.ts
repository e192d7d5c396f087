import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const days = Array.from({ length: 200 }, (_, index) => index);
const needs =
  (...needed: readonly number[]) =>
  async (kept: readonly number[]) =>
    needed.every((one) => kept.includes(one));

describe('a failing story', () => {
  it('shrinks to what it needs, wherever that stands', async () => {
    expect(await shrink(days, needs(17), 1_000)).toEqual([17]);
    expect(await shrink(days, needs(0, 121, 199), 1_000)).toEqual([0, 121, 199]);
    expect(await shrink(days, needs(40, 41, 42, 43), 1_000)).toEqual([40, 41, 42, 43]);
  });

  it('stays whole where all of it is needed', async () => {
    expect(await shrink(days, async (kept) => kept.length === days.length, 1_000)).toEqual(days);
  });

  it('gives up in time, with something that fails still', async () => {
    let tries = 0;
    const fails = needs(3, 180);
    const kept = await shrink(
      days,
      async (some) => {
        tries += 1;
        return fails(some);
      },
      12,
    );
    expect(tries).toBe(12);
    expect(await fails(kept)).toBe(true);
    expect(kept.length).toBeLessThan(days.length);
  });
});
