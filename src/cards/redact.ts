/**
 * Blacks out of a free text what could lead to the person: their name, phone and e-mail, and whatever looks like a
 * phone, an e-mail, a link or a handle. It cannot be perfect; it rather blacks out too much than too little.
 */
import type { Contact, Reached } from '../core/contact.ts';
import { coverSpelled, type Spelled } from './spelled.ts';
import { transliterate } from './transliterate.ts';

/** Always as long, so that its length says nothing. */
export const blackout = '███';

type Own = Reached & Pick<Contact, 'formerly'>;

export function redact(text: string, { formerly = [], ...own }: Own): string {
  const all = [own, ...formerly];
  const readable = begin(text).normalize('NFKC').replace(invisible, '');
  const emails = all.flatMap(({ email }) => ownEmail(email));
  const withoutAddress = coverSpelled(readable, emails, blackout);
  const withoutOthers = general.reduce((so, pattern) => so.replace(pattern, blackout), withoutAddress);
  const names = all.flatMap(({ name }) => ownName(name));
  const withoutName = coverSpelled(withoutOthers, names, blackout);
  const phones = all.map(({ phone }) => digitsOf(phone ?? ''));
  return redactDigits(withoutName, phones).replace(severalBlackouts, blackout);
}

/** For an amount of money or a number that is no free text, but could be the phone all the same. */
export function isOwnPhone(digits: string, { formerly = [], ...own }: Own): boolean {
  const tails = [own, ...formerly].map(({ phone }) => digitsOf(phone ?? '').slice(-sureDigits));
  return tails.some((tail) => tail.length === sureDigits && digitsOf(digits).includes(tail));
}

/** No card shows more than this; the end may hold half an e-mail, so it goes with the rest. */
const readAtMost = 8000;

function begin(text: string): string {
  return text.length <= readAtMost ? text : text.slice(0, readAtMost).replace(/[^\n]{0,100}$/u, '');
}

/** From so many digits on anything counts as a phone. */
const phoneDigits = 7;
/** So many digits of the own phone in a row are no chance. */
const ownDigits = 4;
const sureDigits = 7;

/** Formatting characters (zero width, bidirectional) that could hide a word from the patterns. */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const severalBlackouts = /███(?:[\s,;:/|·-]*███)+/g;

const at = String.raw`(?:\s*@\s*|\s*[([{<]\s*(?:at|ет|собака)\s*[)\]}>]\s*|\s+(?:at|ет|собака|собачка)\s+)`;
const dot = String.raw`(?:\s*[([{<]\s*(?:dot|крапка|точка)\s*[)\]}>]\s*|\s+(?:dot|крапка|точка)\s+|\s\.\s|\s?\.)`;
const word = String.raw`[\p{L}\p{N}_%+'-]`;

const general: readonly RegExp[] = [
  // Links with a scheme, as far as they go.
  /\b[a-z][a-z0-9+.-]{1,15}:\/\/\S+/giu,
  /\b(?:mailto|tel|sms|viber|skype|whatsapp|tg):\S+/giu,
  // E-mails, written with @ or spelled out.
  new RegExp(`${word}[\\p{L}\\p{N}_%+'.-]{0,63}${at}${word}{1,63}(?:${dot}${word}{1,63}){0,4}`, 'giu'),
  // Handles.
  /[@＠][\p{L}\p{N}_.-]{2,64}/gu,
  // Addresses without a scheme: `t.me/olena`, `acme.com.ua`.
  /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}_-]{1,63}\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}])(?:[/?#]\S*)?/gu,
];

const separators = String.raw`[\s().,\-‐-―−/\\_*#:;·•|~]{0,4}`;
const digitRun = new RegExp(`\\+?[(]?\\p{Nd}(?:${separators}\\p{Nd})*`, 'gu');

function redactDigits(text: string, phones: readonly string[]): string {
  return text.replace(digitRun, (run) => {
    const digits = digitsOf(run);
    if (digits.length >= phoneDigits) return blackout;
    return digits.length >= ownDigits && phones.some((phone) => phone.includes(digits)) ? blackout : run;
  });
}

/** Digits of any script, as 0–9. */
function digitsOf(text: string): string {
  return Array.from(text.normalize('NFKC'))
    .map((character) => (/^\p{Nd}$/u.test(character) ? digitValue(character) : ''))
    .join('');
}

/** Unicode keeps the ten digits of a script in a row, and each row begins where the one before is no digit. */
function digitValue(character: string): string {
  const code = Number(character.codePointAt(0));
  if (code < 0x80) return character;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function ownEmail(email: string | null): readonly Spelled[] {
  if (email === null) return [];
  // No address is longer (RFC 5321).
  const address = email.slice(0, 254);
  const [local = ''] = address.split('@');
  // A single letter would black out everything.
  return [address, local]
    .filter((part) => part.length >= 4)
    .map((part) => ({ word: part.normalize('NFKC'), how: 'anywhere' }));
}

/** Each word of the name, in other cases and in Latin letters, too. */
function ownName(name: string | null): readonly Spelled[] {
  if (name === null) return [];
  const readable = name.slice(0, 500).normalize('NFKC').replace(invisible, '');
  const words = readable.match(/[\p{L}\p{M}'’ʼ]{2,64}/gu) ?? [];
  return words.slice(0, 20).flatMap((word) => {
    const latin = transliterate(word);
    return latin.toLowerCase() === word.toLowerCase() ? [spelled(word)] : [spelled(word), spelled(latin)];
  });
}

function spelled(word: string): Spelled {
  // «Олена», «Олени», «Оленою»: without its last vowel a name is found in all its cases.
  const stem = word.replace(/[аеєиіїйоуюяь]$/iu, '');
  if (/\p{Script=Cyrillic}/u.test(word) && stem.length >= 3) return { word: stem, how: 'ending' };
  // A long one is found inside other words as well: `olenakovalenko`.
  return { word, how: word.length >= 5 ? 'within' : 'whole' };
}
