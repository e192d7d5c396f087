/**
 * Recognises numbers that a spreadsheet took for something to calculate with: a phone as a power of ten, or without
 * its zero. What can be put right with certainty is; the rest must be told, because a wrong phone calls a stranger.
 */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** A cell without the ways by which people keep a spreadsheet from calculating: `="067…"`, `'067…`, `671112233.0`. */
export function bareNumber(cell: string): string {
  const text = /^=\s*"(.*)"$/su.exec(cell.trim())?.[1] ?? cell.trim();
  return text.replace(/^'/, '').replace(/^(\d{5,})[.,]0+$/, '$1');
}

/**
 * `6,71112E+08`: the digits behind are lost. Only as spreadsheets write it, one digit in front and a sign: ids of hex
 * digits may well be `12e34`.
 */
export function isPowerOfTen(text: string): boolean {
  return /^-?\d(?:[.,]\d+)?E\+\d{2,3}$/i.test(text);
}

/** Bare digits that are a phone of the country once the zero before them, by which it is dialled, is put back. */
export function hasLostZero(text: string, country: string): boolean {
  if (!/^[1-9]\d{5,}$/.test(text) || !isSupportedCountry(country)) return false;
  const phone = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  return (
    phone?.isValid() === true &&
    phone.nationalNumber === text &&
    phone.formatNational().replace(/\D/g, '').startsWith('0')
  );
}
