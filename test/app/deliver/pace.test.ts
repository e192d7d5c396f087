import { describe, expect, it } from 'vitest';
import { backOffMs, longestBackOffMs } from '../../../src/app/deliver/back-off.ts';
import { budgets } from '../../../src/app/deliver/budget.ts';
import { callMs, callPlatform } from '../../../src/app/deliver/call.ts';
import { nameOfError } from '../../../src/app/deliver/name-of-error.ts';
import { verdictOn } from '../../../src/app/deliver/verdict.ts';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';
import { testClock } from '../../support/test-clock.ts';

describe('the back-off', () => {
  it('doubles from a second and ends at five minutes', () => {
    const nearly = 0.999_999;
    expect([1, 2, 3, 4].map((failures) => backOffMs(failures, nearly))).toEqual([1000, 2000, 4000, 8000]);
    expect(backOffMs(9, nearly)).toBe(256_000);
    expect(backOffMs(10, nearly)).toBe(longestBackOffMs);
    expect(backOffMs(100_000, nearly)).toBe(longestBackOffMs);
  });

  it('spreads over the upper half, and never waits less than half', () => {
    expect(backOffMs(4, 0)).toBe(4000);
    expect(backOffMs(4, 0.5)).toBe(6000);
    expect(backOffMs(0, 0)).toBe(500);
  });
});

describe('the name of an error', () => {
  it('is its name and code, and never its words', () => {
    expect(nameOfError(new TypeError('Olena'))).toBe('TypeError');
    expect(nameOfError(Object.assign(new Error('Olena'), { code: 'ECONNRESET' }))).toBe('Error ECONNRESET');
    expect(nameOfError(Object.assign(new Error('Olena'), { code: 7 }))).toBe('Error');
    expect(nameOfError('Olena')).toBe('string');
    expect(nameOfError(undefined)).toBe('undefined');
  });
});

describe('the budgets', () => {
  const { slack, telegram, web } = budgets;

  it('let a Slack channel have one message a second, and an edit whenever its rate allows', () => {
    expect(slack.pauseMs({ channel: 'C1', isDirect: false, method: 'post' })).toBe(1020);
    expect(slack.pauseMs({ channel: 'C1', isDirect: false, method: 'edit' })).toBe(0);
  });

  it('let a Telegram group have less than twenty in any minute, edits among them, and a private chat one a second', () => {
    for (const method of ['post', 'edit'] as const) {
      const pauseMs = telegram.pauseMs({ channel: '-100123', isDirect: false, method });
      expect(Math.floor(60_000 / pauseMs) + 1).toBeLessThanOrEqual(20);
    }
    expect(telegram.pauseMs({ channel: '4711', isDirect: true, method: 'direct' })).toBe(1020);
  });

  it('let Telegram be looked at and homes be drawn there without a pause, which it does not count', () => {
    for (const method of ['home', 'find'] as const)
      expect(telegram.pauseMs({ channel: '-100123', isDirect: false, method })).toBe(0);
    expect(telegram.pauseMs({ channel: '4711', isDirect: false, method: 'post' })).toBe(1020);
    expect(telegram.pauseMs({ channel: '-100123', isDirect: true, method: 'direct' })).toBe(1020);
  });

  it('let the page have everything at once', () => {
    expect(web.pauseMs({ channel: 'prospectors', isDirect: false, method: 'post' })).toBe(0);
    expect(web.rates).toBeNull();
  });

  it.each([
    ['posts of a Slack workspace', slack.rates?.post, 300, 60_000],
    ['private messages in Slack', slack.rates?.direct, 300, 60_000],
    ['edits in Slack', slack.rates?.edit, 50, 60_000],
    ['searches in Slack', slack.rates?.find, 50, 60_000],
    ['homes in Slack', slack.rates?.home, 100, 60_000],
    ['everything on Telegram', telegram.rates?.edit, 30, 1_000],
  ])('cut the time of %s so that it fits, and next to nothing is wasted', (_, rate, calls, ms) => {
    if (!rate) throw new Error('There is no such rate.');
    // After so many whole spans the first of the next may begin.
    const firstTooMany = Math.floor(calls / rate.calls) * rate.ms;
    expect(firstTooMany).toBeGreaterThan(ms);
    expect((rate.calls / rate.ms) * (ms / calls)).toBeGreaterThanOrEqual(0.97);
  });

  it('make what is urgent wait little over a second for the next span of posts', () => {
    expect(slack.rates?.direct.ms).toBeLessThan(2_000);
    expect(telegram.rates?.direct.ms).toBeLessThan(2_000);
  });
});

describe('the verdict on a failed call', () => {
  it('waits exactly as long as it is told, and holds what it is told to hold', () => {
    expect(verdictOn(new RateLimited(7_000, 'place'), 9, 0.7)).toMatchObject({
      type: 'later',
      afterMs: 7_000,
      hold: { scope: 'place', ms: 7_000 },
      unsure: false,
    });
    expect(verdictOn(new RateLimited(30_000, 'platform'), 1, 0)).toMatchObject({
      hold: { scope: 'platform', ms: 30_000 },
    });
    expect(verdictOn(new RateLimited(30_000, 'method'), 1, 0)).toMatchObject({
      hold: { scope: 'method', ms: 30_000 },
    });
    expect(verdictOn(new RateLimited(-5), 1, 0)).toMatchObject({ afterMs: 0 });
  });

  it('backs off when nobody answers, and remembers whether it may have been done', () => {
    expect(verdictOn(new Unreachable('x', true), 3, 0)).toMatchObject({ afterMs: 2000, unsure: true });
    expect(verdictOn(new Unreachable('x', false), 1, 0)).toMatchObject({ afterMs: 500, unsure: false });
  });

  it('tells a place that is shut from a platform that is', () => {
    expect(verdictOn(new NotAuthorized('x', 'place'), 1, 0)).toEqual({ type: 'shut out' });
    expect(verdictOn(new NotAuthorized('x', 'platform'), 1, 0)).toMatchObject({
      type: 'later',
      hold: { scope: 'platform' },
    });
  });

  it('knows what is gone, and what can never succeed', () => {
    expect(verdictOn(new MessageGone('x'), 1, 0)).toEqual({ type: 'gone' });
    expect(verdictOn(new Rejected('x'), 1, 0)).toEqual({ type: 'refused' });
  });

  it('takes anything else as unknown, and tries again', () => {
    for (const error of [new TypeError('x'), 'a string', null]) {
      expect(verdictOn(error, 1, 0)).toMatchObject({ type: 'later', unsure: true, isOutage: false });
    }
  });
});

describe('a call to a platform', () => {
  it('hands on what it gives, and leaves no timer behind', async () => {
    const clock = testClock();
    expect(await callPlatform(clock, async () => 'given')).toBe('given');
    expect(clock.waiting()).toBe(0);
  });

  it('is told to end after ten seconds, and counts as one that may have acted', async () => {
    const clock = testClock();
    let told: AbortSignal | undefined;
    const call = callPlatform(clock, (signal) => {
      told = signal;
      return new Promise(() => {});
    });
    clock.forward(callMs - 1);
    expect(told?.aborted).toBe(false);
    clock.forward(1);
    await expect(call).rejects.toMatchObject({ name: 'Unreachable', mayHaveActed: true });
    expect(told?.aborted).toBe(true);
  });

  it('fails as the platform failed', async () => {
    await expect(callPlatform(testClock(), () => Promise.reject(new Rejected('no')))).rejects.toThrow(
      Rejected,
    );
  });
});
