import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/app/clock.ts';
import { testClock } from '../support/test-clock.ts';

const dayMs = 24 * 60 * 60_000;

describe('the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the database’s time by the offset', () => {
    expect(systemClock().now()).toBe(1_000_000);
    expect(systemClock(-250.4).now()).toBe(999_750);
  });

  it('runs something once, at its moment', () => {
    const run = vi.fn<() => void>();
    systemClock(500).at(1_002_500, run);
    vi.advanceTimersByTime(1999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs at once what is past, and never what was cancelled', () => {
    const past = vi.fn<() => void>();
    const cancelled = vi.fn<() => void>();
    const clock = systemClock();
    clock.at(0, past);
    clock.at(1_000_100, cancelled)();
    vi.advanceTimersByTime(1000);
    expect(past).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });

  // setTimeout takes 31 bits of milliseconds and runs at once what is longer.
  it('waits longer than a timer can, and can be told not to', () => {
    const run = vi.fn<() => void>();
    const cancelled = vi.fn<() => void>();
    const clock = systemClock();
    clock.at(1_000_000 + 60 * dayMs, run);
    const cancel = clock.at(1_000_000 + 60 * dayMs, cancelled);
    vi.advanceTimersByTime(59 * dayMs);
    cancel();
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(dayMs);
    expect(run).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });
});

it('the clock of tests runs in order what falls due on the way, what is set meanwhile included', () => {
  const clock = testClock(0);
  const ran: [string, number][] = [];
  clock.at(20, () => ran.push(['second', clock.now()]));
  clock.at(10, () => {
    ran.push(['first', clock.now()]);
    clock.at(15, () => ran.push(['between', clock.now()]));
  });
  clock.at(31, () => ran.push(['later', clock.now()]));
  clock.forward(30);
  expect(ran).toEqual([
    ['first', 10],
    ['between', 15],
    ['second', 20],
  ]);
  expect(clock.now()).toBe(30);
  expect(clock.waiting()).toBe(1);
});
