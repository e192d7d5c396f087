import { describe, expect, it } from 'vitest';
import { readUntil } from '../../../src/app/people/read-until.ts';

const timeZone = 'Europe/Kyiv';
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
/** A Wednesday. */
const now = at('2026-11-25T15:30');
const until = (text: string) => {
  const found = readUntil(text, { now, timeZone });
  return found.ok
    ? Temporal.Instant.fromEpochMilliseconds(found.at)
        .toZonedDateTimeISO(timeZone)
        .toPlainDateTime()
        .toString()
    : found.why;
};

describe('until when somebody is away', () => {
  it.each([
    ['2026-12-24', '2026-12-24T00:00:00'],
    ['2026-12-24 14:00', '2026-12-24T14:00:00'],
    ['24.12', '2026-12-24T00:00:00'],
    ['24.12.', '2026-12-24T00:00:00'],
    ['24.12.2026 9:05', '2026-12-24T09:05:00'],
    ['1.2.27', '2027-02-01T00:00:00'],
    ['01.02', '2027-02-01T00:00:00'],
    ['tomorrow', '2026-11-26T00:00:00'],
    ['Tomorrow 14:00', '2026-11-26T14:00:00'],
    ['завтра', '2026-11-26T00:00:00'],
    ['the day after tomorrow', '2026-11-27T00:00:00'],
    ['післязавтра 10:00', '2026-11-27T10:00:00'],
    ['today 18:00', '2026-11-25T18:00:00'],
    ['18:00', '2026-11-25T18:00:00'],
    ['9:00', '2026-11-26T09:00:00'],
    ['friday', '2026-11-27T00:00:00'],
    ['until next Friday 12:30', '2026-11-27T12:30:00'],
    ["до п'ятниці", '2026-11-27T00:00:00'],
    ['П’ЯТНИЦЯ', '2026-11-27T00:00:00'],
    ['wednesday', '2026-12-02T00:00:00'],
    ['sun', '2026-11-29T00:00:00'],
    ['3h', '2026-11-25T18:30:00'],
    ['3 hours', '2026-11-25T18:30:00'],
    ['90 хв', '2026-11-25T17:00:00'],
    ['2 дні', '2026-11-27T15:30:00'],
    ['1 week', '2026-12-02T15:30:00'],
  ])('reads "%s"', (text, expected) => {
    expect(until(text)).toBe(expected);
  });

  it.each([
    ['', 'unreadable'],
    ['soon', 'unreadable'],
    ['31.02', 'unreadable'],
    ['2026-13-01', 'unreadable'],
    ['25:00', 'unreadable'],
    ['tomorrow 12:99', 'unreadable'],
    ['12/24', 'unreadable'],
    ['0 days', 'unreadable'],
    ['1e9 h', 'unreadable'],
    ['friday <!channel>', 'unreadable'],
    ['2026-11-24', 'past'],
    ['today', 'past'],
    ['today 9:00', 'past'],
    ['01.01.2020', 'past'],
    ['2030-01-01', 'too_far'],
    ['9999 weeks', 'too_far'],
    ['999999-01-01', 'unreadable'],
  ])('does not guess at "%s"', (text, why) => {
    expect(until(text)).toBe(why);
  });

  it('begins a day when it begins there, even where that night has no midnight', () => {
    const found = readUntil('2026-03-29', {
      now: Date.UTC(2026, 2, 20),
      timeZone: 'Asia/Beirut',
    });
    expect(found).toEqual({
      ok: true,
      at: Temporal.PlainDate.from('2026-03-29').toZonedDateTime('Asia/Beirut').epochMilliseconds,
    });
  });
});
