import { describe, expect, it } from 'vitest';
import { digestsDue } from '../../src/core/digest-calendar.ts';

const workdays = { at: 9 * 60, weekdays: [1, 2, 3, 4, 5] };
const kyiv = 'Europe/Kyiv';
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

describe('a digest', () => {
  it('is due at its hour in the reader’s zone, and covers the day before', () => {
    // Wednesday; 09:00 in Kyiv is 07:00 in winter.
    const [before] = digestsDue(workdays, kyiv, at('2026-11-25T06:59:59Z'));
    expect(before).toMatchObject({ day: '2026-11-24', from: '2026-11-23', to: '2026-11-24' });
    const due = digestsDue(workdays, kyiv, at('2026-11-25T07:00:00Z'));
    expect(due).toEqual([
      {
        kind: 'day',
        day: '2026-11-25',
        dueAt: at('2026-11-25T07:00:00Z'),
        from: '2026-11-24',
        to: '2026-11-25',
      },
    ]);
  });

  it('covers the weekend on Monday, and tells of the week', () => {
    expect(digestsDue(workdays, kyiv, at('2026-11-23T08:00:00Z'))).toMatchObject([
      { kind: 'day', day: '2026-11-23', from: '2026-11-20', to: '2026-11-23' },
      { kind: 'week', from: '2026-11-16', to: '2026-11-23' },
    ]);
  });

  it('tells of the month on its first digest day, though that be the third', () => {
    const due = digestsDue(workdays, kyiv, at('2026-08-03T08:00:00Z'));
    expect(due.find(({ kind }) => kind === 'month')).toMatchObject({
      day: '2026-08-03',
      from: '2026-07-01',
      to: '2026-08-01',
    });
    expect(digestsDue(workdays, kyiv, at('2026-08-04T08:00:00Z')).map(({ kind }) => kind)).toEqual(['day']);
  });

  it('waits for the day after a holiday, and covers it', () => {
    const times = { ...workdays, holidays: ['2026-12-25', '2026-12-28'] };
    const [before] = digestsDue(times, kyiv, at('2026-12-25T09:00:00Z'));
    expect(before).toMatchObject({ day: '2026-12-24', from: '2026-12-23', to: '2026-12-24' });
    // Monday is a holiday as well, so that the week is told of on Tuesday.
    expect(digestsDue(times, kyiv, at('2026-12-29T09:00:00Z'))).toMatchObject([
      { kind: 'day', day: '2026-12-29', from: '2026-12-24', to: '2026-12-29' },
      { kind: 'week', from: '2026-12-21', to: '2026-12-28' },
    ]);
  });

  it('is never due where no weekday is named', () => {
    expect(digestsDue({ at: 540, weekdays: [] }, kyiv, at('2026-11-25T07:00:00Z'))).toEqual([]);
  });

  it('comes at the first moment after, where clocks are put forward over its hour', () => {
    const everyDay = { at: 3 * 60 + 30, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    const [due] = digestsDue(everyDay, kyiv, at('2026-03-29T12:00:00Z'));
    expect(due).toMatchObject({ day: '2026-03-29', dueAt: at('2026-03-29T01:00:00Z') });
    const twice = { at: 3 * 60 + 30, weekdays: [7] };
    expect(digestsDue(twice, kyiv, at('2026-10-25T12:00:00Z'))[0]?.dueAt).toBe(at('2026-10-25T00:30:00Z'));
  });

  it('comes at midnight, where the clock is put forward over the rest of the day', () => {
    const late = { at: 23 * 60 + 30, weekdays: [6] };
    const [due] = digestsDue(late, 'America/Nuuk', at('2024-03-31T12:00:00Z'));
    expect(due).toMatchObject({ day: '2024-03-30', dueAt: at('2024-03-31T01:00:00Z') });
  });

  it('comes at one, where the clock is put forward from midnight and midnight is its hour', () => {
    const early = { at: 0, weekdays: [7] };
    const [due] = digestsDue(early, 'America/Santiago', at('2024-09-08T12:00:00Z'));
    expect(due).toMatchObject({ day: '2024-09-08', dueAt: at('2024-09-08T04:00:00Z') });
  });

  it('is not due on a day that a zone has skipped', () => {
    const everyDay = { at: 540, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    const days = [];
    for (let now = at('2011-12-29T00:00:00Z'); now < at('2012-01-01T12:00:00Z'); now += 3_600_000) {
      days.push(digestsDue(everyDay, 'Pacific/Apia', now)[0]?.day);
    }
    expect([...new Set(days)]).toEqual(['2011-12-28', '2011-12-29', '2011-12-31', '2012-01-01']);
  });

  it('is due once each day that there is, in any zone, at its hour or at the first moment after', () => {
    const everyDay = { at: 150, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    for (const zone of [
      'Europe/Kyiv',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ]) {
      const seen = new Map<string, number>();
      for (let now = at('2026-01-02T00:00:00Z'); now < at('2027-01-02T00:00:00Z'); now += 3 * 3_600_000) {
        const [due] = digestsDue(everyDay, zone, now);
        if (!due) throw new Error('None is due.');
        expect(seen.get(due.day) ?? due.dueAt).toBe(due.dueAt);
        seen.set(due.day, due.dueAt);
        const local = Temporal.Instant.fromEpochMilliseconds(due.dueAt).toZonedDateTimeISO(zone);
        expect(local.toPlainDate().toString()).toBe(due.day);
        expect(Temporal.PlainTime.compare(local.toPlainTime(), '02:30')).toBeGreaterThanOrEqual(0);
      }
      expect(seen.size).toBeGreaterThanOrEqual(365);
    }
  });
});
