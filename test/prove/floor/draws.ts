/** What a random floor draws by, from one seeded stream. */
import type { Random } from '../../../src/app/random.ts';

export type Draws = {
  /** From 0 up to, but not including, `count`. */
  draw(count: number): number;
  /** Once in so many. */
  once(inSoMany: number): boolean;
  one<T>(of: readonly T[]): T;
  /** So many of them, each once, in any order. */
  some<T>(of: readonly T[], count: number): readonly T[];
};

export function drawsFrom(random: Random): Draws {
  const draw = (count: number) => Math.floor(random.number() * count);
  return {
    draw,
    once: (inSoMany) => draw(inSoMany) === 0,
    one: (of) => {
      const found = of[draw(of.length)];
      if (found === undefined) throw new Error('There is nothing to draw from.');
      return found;
    },
    some(of, count) {
      const left = [...of];
      return Array.from({ length: Math.min(count, of.length) }, () =>
        left.splice(draw(left.length), 1),
      ).flat();
    },
  };
}
