import { describe, expect, it } from 'vitest';
import { checkDays, daysOnTheWall } from './check-days.ts';

const at = (text: string) => Date.parse(text);
const days = new Map([
  ['2026-03-04', 100],
  ['2026-03-05', 200],
]);
const faultsOf = (...digests: readonly (readonly [string, number])[]) =>
  checkDays(
    days,
    digests.map(([day, when]) => ({ day, at: when })),
    'UTC',
  ).map(({ figure }) => figure);

describe('the checker of digest days', () => {
  it('finds nothing wrong where each day has its digest at its moment', () => {
    expect(faultsOf(['2026-03-04', 100], ['2026-03-05', 200])).toEqual([]);
  });

  it('finds a day without one, one with two, and one at another moment', () => {
    expect(faultsOf(['2026-03-04', 100])).toEqual(['days without a digest']);
    expect(faultsOf(['2026-03-04', 100], ['2026-03-04', 100], ['2026-03-05', 200])).toEqual([
      'days with several',
    ]);
    expect(faultsOf(['2026-03-04', 101], ['2026-03-05', 200])).toEqual(['digests at a wrong moment']);
    expect(faultsOf(['2026-03-04', 100], ['2026-03-05', 200], ['2026-03-06', 300])).toEqual([
      'digests at a wrong moment',
    ]);
  });
});

describe('the days on the wall', () => {
  const look = (zone: string, from: string, to: string, minutes: number) =>
    Object.fromEntries(
      [...daysOnTheWall(zone, { from: at(from), to: at(to), minutes })].map(([day, moment]) => [
        day,
        new Date(moment).toISOString().slice(0, 16),
      ]),
    );

  it('have their time, skip it, or show it twice', () => {
    expect(look('Europe/Kyiv', '2026-03-27T12:00Z', '2026-03-30T12:00Z', 210)).toEqual({
      '2026-03-28': '2026-03-28T01:30',
      '2026-03-29': '2026-03-29T01:00',
      '2026-03-30': '2026-03-30T00:30',
    });
    expect(look('Europe/Kyiv', '2026-10-24T12:00Z', '2026-10-26T12:00Z', 210)).toEqual({
      '2026-10-25': '2026-10-25T00:30',
      '2026-10-26': '2026-10-26T01:30',
    });
  });

  it('are fewer where one is skipped, and end with the skip where the evening is', () => {
    expect(Object.keys(look('Pacific/Apia', '2011-12-28T00:00Z', '2012-01-01T12:00Z', 540))).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ]);
    // In Nuuk it is midnight at eleven, that evening.
    expect(look('America/Nuuk', '2024-03-29T12:00Z', '2024-04-01T12:00Z', 1410)).toEqual({
      '2024-03-30': '2024-03-31T01:00',
      '2024-03-31': '2024-04-01T00:30',
    });
  });

  it('are found to the minute where a clock is put forward by three hours at one past midnight', () => {
    expect(look('Antarctica/Casey', '2020-10-02T00:00Z', '2020-10-05T12:00Z', 2 * 60 + 30)).toMatchObject({
      '2020-10-03': '2020-10-02T18:30',
      '2020-10-04': '2020-10-03T16:01',
      '2020-10-05': '2020-10-04T15:30',
    });
    expect(look('Antarctica/Casey', '2018-10-05T00:00Z', '2018-10-08T20:00Z', 0)).toMatchObject({
      '2018-10-08': '2018-10-07T13:00',
    });
  });
});
