/**
 * Reads a phone and an e-mail as people write them. Both are what duplicates are recognised by, so the same
 * phone must always come out the same: E.164, by the country of the direction where it names none.
 */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';

/** E.164 and what was dialled after it; null for what is no phone. */
export function readPhone(
  text: string,
  country: string,
): { readonly number: string; readonly extension: string | null } | null {
  const known = asCountry(country);
  const phone = parsePhoneNumberFromString(withoutTrunkEight(text.replace(/^tel:/i, ''), country), {
    ...(known ? { defaultCountry: known } : {}),
    extract: false,
  });
  return phone?.isValid() ? { number: phone.number, extension: phone.ext ?? null } : null;
}

/** Lower-cased; null for what can be no address. Whether it exists is shown only by writing to it. */
export function readEmail(text: string): string | null {
  const email = text
    .replace(/^mailto:/i, '')
    .normalize('NFC')
    .toLowerCase();
  const [, local = '', domain = ''] = /^([^\s@]+)@([^\s@]+)$/u.exec(email) ?? [];
  const isSane = email.length <= 254 && isLocal(local) && isDomain(domain);
  return isSane ? email : null;
}

/**
 * Ukrainians of an age dial `8 067 …`: 8 led out of the town, and 0 is the same again. libphonenumber no longer
 * knows it and takes the whole for a wrong number.
 */
function withoutTrunkEight(text: string, country: string): string {
  if (country !== 'UA' || text.trimStart().startsWith('+')) return text;
  const digits = text.replace(/\D/g, '');
  return /^80\d{9}$/.test(digits) ? digits.slice(1) : text;
}

function asCountry(country: string): CountryCode | null {
  return isSupportedCountry(country) ? country : null;
}

function isLocal(local: string): boolean {
  return local.length <= 64 && !/^\.|\.\.|\.$/.test(local) && !/[<>()[\]\\,;:"]/.test(local);
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every(
      (label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u.test(label) && label.length <= 63,
    )
  );
}
