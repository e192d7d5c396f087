/**
 * Days without work: as dates, or as the public holidays of a country, which a library knows. They are written out for
 * the years in which anything can be due, so that whoever counts working time has nothing but a list of dates.
 */
import { createRequire } from 'node:module';
import type HolidaysType from 'date-holidays';

export const dayShape = /^\d{4}-\d{2}-\d{2}$/;
/** `UA`, or with a region of the country: `US-NY`. */
export const countryShape = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/;

const require = createRequire(import.meta.url);

/** It holds the calendars of all countries, 37 MB of them: who names none does without, and starts a tenth of a second sooner. */
function library(): typeof HolidaysType {
  const Holidays: typeof HolidaysType = require('date-holidays');
  return Holidays;
}

const firstYear = 2024;
const lastYear = 2040;

export function readHolidays(input: string | readonly string[]): readonly string[] {
  const named = typeof input === 'string' ? [input] : input;
  return [
    ...new Set(named.flatMap((one) => (countryShape.test(one) ? publicHolidaysOf(one) : [one]))),
  ].toSorted();
}

/** Whether the library knows the country and, if one is named, its region. */
export function isKnownCountry(name: string): boolean {
  const [country = '', region] = name.split('-');
  const known = new (library())();
  if (!Object.hasOwn(known.getCountries() ?? {}, country)) return false;
  return region === undefined || Object.hasOwn(known.getStates(country) ?? {}, region);
}

/** It takes some tenths of a second, and several directions may name the same country. */
const written = new Map<string, readonly string[]>();

function publicHolidaysOf(name: string): readonly string[] {
  const days = written.get(name) ?? writtenOut(name);
  written.set(name, days);
  return days;
}

function writtenOut(name: string): readonly string[] {
  const [country = '', region] = name.split('-');
  const Holidays = library();
  const calendar = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const days: string[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (const { date, start, end, type } of calendar.getHolidays(year)) {
      if (type === 'public') days.push(...datesFrom(date.slice(0, 10), end.getTime() - start.getTime()));
    }
  }
  return days;
}

const dayMs = 24 * 60 * 60_000;

/** Most last one day; an hour more or less is the clock put forward or back. */
function datesFrom(date: string, lastingMs: number): readonly string[] {
  const first = Temporal.PlainDate.from(date);
  const count = Math.max(1, Math.round(lastingMs / dayMs));
  return Array.from({ length: count }, (_, days) => first.add({ days }).toString());
}
