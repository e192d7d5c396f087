/** A hint of the contact for eyes that may not have it: the last two digits, the first letter. Nothing more leaves here. */
import type { Contact } from '../core/contact.ts';

/** A phone this short would be given away by two digits. */
const fewestDigits = 7;

/** "☎ …12, ✉ o…", or null where there is nothing to hint at. */
export function maskedHint(contact: Pick<Contact, 'phone' | 'email'>): string | null {
  const hints = [
    ...(contact.phone === null ? [] : [`☎ …${lastDigits(contact.phone)}`]),
    ...(contact.email === null ? [] : [`✉ ${firstLetter(contact.email)}…`]),
  ];
  return hints.length === 0 ? null : hints.join(', ');
}

function lastDigits(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length < fewestDigits ? '' : digits.slice(-2);
}

/** Of the part before the @; a part of one letter would be given away whole. */
function firstLetter(email: string): string {
  const [local = ''] = email.split('@');
  const [first = '', second] = local;
  return second !== undefined && /^[\p{L}\p{N}]$/u.test(first) ? first : '';
}
