/** Randomness from a seed: the same seed gives the same ids, codes and figures in the same order. */
import { randomFrom, type Random } from '../../src/app/random.ts';

export function seededRandom(seed = 1): Random {
  // mulberry32: small, and good enough for anything that is not a secret.
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return randomFrom((count) => Uint8Array.from({ length: count }, () => next() >>> 24));
}
