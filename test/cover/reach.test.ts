import { describe, expect, it } from 'vitest';
import { isMet } from '../prove/figure.ts';
import { figuresOf, reachOf } from './reach.ts';

const full = { total: 10, pct: 100 };
const summary = {
  total: { lines: { total: 40, pct: 80 }, branches: full },
  '/baton/src/core/decide.ts': { lines: full, branches: { total: 8, pct: 87.5 } },
  '/baton/src/core/decide/close.ts': { lines: full, branches: { total: 0, pct: 100 } },
  '/baton/src/app/ask.ts': { lines: { total: 20, pct: 94.99 }, branches: full },
  '/baton/src/core/event.ts': {
    lines: { total: 0, pct: 'Unknown' },
    branches: { total: 0, pct: 'Unknown' },
  },
};
const core = ['src/core/decide.ts', 'src/core/decide/**'];

describe('what is reached', () => {
  it('is told of each file by its path in the project, and not of what is nothing but types', () => {
    expect(reachOf(summary, '/baton', core).all).toEqual([
      { path: 'src/core/decide.ts', lines: 100, branches: 87.5 },
      { path: 'src/core/decide/close.ts', lines: 100, branches: 100 },
      { path: 'src/app/ask.ts', lines: 94.99, branches: 100 },
    ]);
  });

  it('is held against all of it in the core, and against 95 % of lines elsewhere', () => {
    const reach = reachOf(summary, '/baton', core);
    expect(reach.core).toHaveLength(2);
    expect(reach.coreShort.map(({ path }) => path)).toEqual(['src/core/decide.ts']);
    expect(reach.short.map(({ path }) => path)).toEqual(['src/app/ask.ts']);
    expect(figuresOf(reach, 12).map((figure) => [figure.value, isMet(figure)])).toEqual([
      [100, true],
      [87.5, false],
      [1, false],
      [12, true],
    ]);
  });

  it('is nothing to go by where the list of the core names what is not there, and says which', () => {
    expect(() => reachOf(summary, '/baton', [...core, 'src/core/gone.ts', 'src/old/**'])).toThrow(
      'No counted file is meant by "src/core/gone.ts", "src/old/**": mend the list of core modules.',
    );
  });
});
