import { describe, expect, it } from 'vitest';
import { checkSick } from './check-sick.ts';
import type { Knock } from './check-sick.ts';

const aKnock = (change: Partial<Knock>): Knock => ({
  status: 201,
  ms: 10,
  ref: 'r1',
  retryAfter: null,
  isInTrouble: true,
  ...change,
});
const kept = new Set(['r1']);
const tryAgain = aKnock({ status: 503, ref: null, retryAfter: '5' });
const fine = { 'false 2xx': 0, 'answers that are neither': 0, '503 without Retry-After': 0, late: 0 };

describe('the checker of a sick database', () => {
  it('finds nothing wrong with what is kept, and with what is to be sent again', () => {
    expect(checkSick([aKnock({}), tryAgain], kept, 2_000)).toEqual(fine);
  });

  it('finds a success that is not kept', () => {
    expect(checkSick([aKnock({ ref: 'r2' })], kept, 2_000)).toEqual({ ...fine, 'false 2xx': 1 });
    expect(checkSick([aKnock({ ref: null })], kept, 2_000)).toEqual({ ...fine, 'false 2xx': 1 });
  });

  it('finds any other answer, and none at all', () => {
    for (const status of [0, 404, 500]) {
      expect(checkSick([{ ...tryAgain, status }], kept, 2_000)['answers that are neither']).toBe(1);
    }
  });

  it('finds a "try again" that does not say when', () => {
    for (const retryAfter of [null, '', '0', 'soon']) {
      expect(checkSick([{ ...tryAgain, retryAfter }], kept, 2_000)['503 without Retry-After']).toBe(1);
    }
  });

  it('finds an answer that comes too late', () => {
    expect(checkSick([{ ...tryAgain, ms: 2_001 }], kept, 2_000)).toEqual({ ...fine, late: 1 });
  });
});
