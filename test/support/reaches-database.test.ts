import { describe, expect, it } from 'vitest';
import { sortTests } from './reaches-database.ts';

describe('which tests open a database', () => {
  const { withDatabase, without } = sortTests();

  it('is found by what they import, however far down', () => {
    expect(withDatabase).toEqual(
      expect.arrayContaining([
        'test/storage/outbox.test.ts',
        'test/app/deliver/delivery.test.ts',
        'test/program/import.test.ts',
        'test/intake/receive.test.ts',
      ]),
    );
    expect(without).toEqual(
      expect.arrayContaining(['test/core/take-on.test.ts', 'test/adapters/web/conformance.test.ts']),
    );
  });

  it('sorts each into one of the two', () => {
    expect(withDatabase.filter((file) => without.includes(file))).toEqual([]);
    expect(withDatabase.length).toBeGreaterThan(40);
    expect(without.length).toBeGreaterThan(60);
  });
});
