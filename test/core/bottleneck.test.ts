import { describe, expect, it } from 'vitest';
import { bottleneckOf } from '../../src/core/bottleneck.ts';
import type { Flow } from '../../src/core/bottleneck.ts';

const flow = (step: Flow['step'], waiting: number, passed: number): Flow => ({ step, waiting, passed });

describe('the bottleneck', () => {
  it('is where what waits takes longest to clear, not where most of it waits', () => {
    const flows = [flow('claim', 40, 100), flow('accept', 12, 4), flow('convert', 20, 10)];
    expect(bottleneckOf(flows, 7)).toEqual({ ...flow('accept', 12, 4), daysToClear: 21 });
  });

  it('is where nothing passes at all, before anything that moves; of several the fullest', () => {
    const flows = [flow('claim', 500, 1), flow('accept', 2, 0), flow('take', 3, 0)];
    expect(bottleneckOf(flows, 7)).toEqual({ ...flow('take', 3, 0), daysToClear: null });
  });

  it('is the earlier of two that are alike', () => {
    expect(bottleneckOf([flow('qualify', 2, 2), flow('accept', 3, 3)], 7)?.step).toBe('qualify');
  });

  it('is nowhere when nothing waits', () => {
    expect(bottleneckOf([flow('claim', 0, 9), flow('accept', 0, 0)], 7)).toBeNull();
    expect(bottleneckOf([], 7)).toBeNull();
  });
});
