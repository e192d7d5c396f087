/** Which errors mean "come again", and which are our own fault. */
import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from '../../src/intake/database-away.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('a database that is away', () => {
  it.each([
    [coded('ECONNREFUSED')],
    [coded('57P01')],
    [coded('57P03')],
    [coded('53300')],
    [coded('08006')],
    [Object.assign(coded('ENOENT'), { syscall: 'connect' })],
    [new Error('Connection terminated unexpectedly')],
    [new Error('timeout exceeded when trying to connect')],
    [new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
    [new Error('query failed', { cause: coded('ECONNRESET') })],
  ])('is known by %s', (error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    [coded('23505')],
    [coded('42P01')],
    [Object.assign(coded('ENOENT'), { syscall: 'open' })],
    [new Error('Cannot read properties of undefined')],
    ['ECONNREFUSED'],
    [null],
  ])('is not blamed for %s', (error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});
