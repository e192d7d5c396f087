/**
 * What a message or a shared contact tells of a new lead, by the fields of its form. Only what is plainly a phone or an
 * e-mail is taken out of a text; a person reads it over before it counts.
 */
import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js';
import type { LeadSeed } from '../chat/port.ts';
import { readEmail, readPhone } from './normalise-contact.ts';

/** `country`: of the direction, for numbers that name none. */
export function readSeed({ name, phone, text }: LeadSeed, country: string): Readonly<Record<string, string>> {
  const found = {
    name: name?.trim(),
    phone:
      phone === undefined
        ? phoneIn(text ?? '', country)
        : (readPhone(phone, country)?.number ?? phone.trim()),
    email: emailIn(text ?? ''),
    message: text?.trim(),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([field, value]) => (value ? [[field, value] as const] : [])),
  );
}

function phoneIn(text: string, country: string): string | undefined {
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const [first] = findPhoneNumbersInText(text.slice(0, longestText), options);
  return first?.number.number;
}

function emailIn(text: string): string | undefined {
  for (const [word] of text
    .slice(0, longestText)
    .matchAll(/[^\s@<>()[\]{}|"'«»“”,;:]+@[^\s@<>()[\]{}|"'«»“”,;:]+/gu)) {
    const email = readEmail(word.replace(/[.!?…]+$/u, ''));
    if (email !== null) return email;
  }
  return undefined;
}

/** As much as the form takes of a message. Looking for numbers takes time, and everybody else would wait. */
const longestText = 3_000;
