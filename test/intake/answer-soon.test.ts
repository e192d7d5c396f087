import { describe, expect, it } from 'vitest';
import { answerSoon, answerWithinMs } from '../../src/intake/answer-soon.ts';
import { Problem } from '../../src/intake/problem.ts';
import { aMoment } from '../support/a-lead.ts';
import { memoryLog } from '../support/memory-log.ts';
import { testClock } from '../support/test-clock.ts';

function aDesk() {
  return { clock: testClock(aMoment), log: memoryLog() };
}

describe('an answer over the API', () => {
  it('is what was done, or what went wrong', async () => {
    const desk = aDesk();
    expect(await answerSoon(desk, () => Promise.resolve('done'))).toBe('done');
    await expect(answerSoon(desk, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(desk.log.lines).toEqual([]);
  });

  it('is "come again" when it takes too long, whatever becomes of it', async () => {
    const desk = aDesk();
    const hanging = Promise.withResolvers<string>();
    const answer = answerSoon(desk, () => hanging.promise);
    desk.clock.forward(answerWithinMs);
    const told: unknown = await answer.catch((error: unknown) => error);
    expect(told).toBeInstanceOf(Problem);
    expect(told).toMatchObject({ status: 503, code: 'late', headers: { 'retry-after': '5' } });

    hanging.reject(Object.assign(new Error('+380671234567'), { code: '57P01' }));
    await expect.poll(() => desk.log.lines.length).toBe(1);
    expect(desk.log.text()).toContain('57P01');
    expect(desk.log.text()).not.toContain('+380671234567');
  });

  it('comes in time', () => {
    expect(answerWithinMs).toBeLessThan(2_000);
  });
});
