import { describe, expect, it } from 'vitest';
import { formatNumber, parseLeadNumber } from '../../src/core/number.ts';

describe('a lead’s number', () => {
  it('is written with an L', () => {
    expect(formatNumber(1042)).toBe('L-1042');
  });

  it.each(['L-1042', 'l-1042', 'L1042', '1042', '#1042', ' L-1042 ', 'Л-1042', 'л1042', 'L–1042', '0001042'])(
    'is read from %j',
    (text) => {
      expect(parseLeadNumber(text)).toBe(1042);
    },
  );

  it.each(['', 'L-', 'L-0', '-1042', '10.5', '1042a', 'x1042', '99999999999', '2147483648', '1e3', '٤٢'])(
    'is not read from %j',
    (text) => {
      expect(parseLeadNumber(text)).toBe(null);
    },
  );
});
