import { describe, expect, it } from 'vitest';
import { checkAudit } from './check-audit.ts';

const planted = [
  { kind: 'steps', since: 100 },
  { kind: 'steps', since: 200 },
  { kind: 'returns', since: 150 },
];

describe('the checker of the audit', () => {
  it('measures how long the slowest find took', () => {
    const looks = [
      { at: 110, counts: { steps: 1 } },
      { at: 260, counts: { steps: 2, returns: 1 } },
    ];
    expect(checkAudit(planted, looks)).toEqual({ found: 3, slowestMs: 110, falseAlarms: 0 });
  });

  it('misses what was never found', () => {
    const looks = [{ at: 300, counts: { steps: 1, returns: 1 } }];
    expect(checkAudit(planted, looks)).toEqual({ found: 2, slowestMs: Number.NaN, falseAlarms: 0 });
  });

  it('counts what is named and is not there, be it of another kind or too early', () => {
    const looks = [
      { at: 90, counts: { steps: 1 } },
      { at: 300, counts: { steps: 2, returns: 1, updates: 1 } },
    ];
    expect(checkAudit(planted, looks).falseAlarms).toBe(2);
  });
});
