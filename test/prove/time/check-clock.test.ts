import { describe, expect, it } from 'vitest';
import { checkDigests, checkSteps } from './check-clock.ts';

const climb = ['warn', 'remind', 'tell managers'];
const stepFaults = (steps: readonly string[], wasClaimed = false) =>
  checkSteps('r1', steps, { wasClaimed }).map(({ figure }) => figure);

describe('the checker of steps', () => {
  it('finds nothing wrong with a whole ladder, or two where it was taken back', () => {
    expect(stepFaults(climb)).toEqual([]);
    expect(stepFaults([...climb, 'expired', ...climb], true)).toEqual([]);
  });

  it('finds one that is missing, one that came twice, and one that came too early', () => {
    expect(stepFaults(['warn', 'remind'])).toEqual(['steps missed']);
    expect(stepFaults([...climb, 'remind'])).toEqual(['steps doubled']);
    expect(stepFaults(['remind', 'warn', 'tell managers'])).toEqual(['steps out of order']);
    expect(stepFaults([...climb, 'expired'], true)).toEqual(['steps missed', 'steps missed', 'steps missed']);
  });
});

describe('the checker of digests', () => {
  const one = { day: '2026-03-05', from: '2026-03-04', to: '2026-03-05' };
  const two = { day: '2026-03-06', from: '2026-03-05', to: '2026-03-06' };
  const later = { day: '2026-03-09', from: '2026-03-08', to: '2026-03-09' };
  const faultsOf = (told: Parameters<typeof checkDigests>[0], lastDay: string) =>
    checkDigests(told, lastDay).map(({ figure }) => figure);

  it('finds nothing wrong where each day is told of, alone or in sum', () => {
    expect(faultsOf([one, two], '2026-03-06')).toEqual([]);
    expect(faultsOf([one, { ...later, from: '2026-03-05' }], '2026-03-09')).toEqual([]);
  });

  it('finds nothing wrong with a standstill of which only the last month is told', () => {
    const afterwards = { day: '2026-06-01', from: '2026-05-01', to: '2026-06-01' };
    expect(faultsOf([one, afterwards], '2026-06-01')).toEqual([]);
    expect(faultsOf([one, { ...afterwards, from: '2026-05-02' }], '2026-06-01')).toEqual(['digests missed']);
  });

  it('finds one that came twice, one that did not come, and days that nothing tells of', () => {
    expect(faultsOf([one, one], '2026-03-05')).toEqual(['digests doubled']);
    expect(faultsOf([one], '2026-03-06')).toEqual(['digests missed']);
    expect(faultsOf([one, later], '2026-03-09')).toEqual(['digests missed']);
  });
});
