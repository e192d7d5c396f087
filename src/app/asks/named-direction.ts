/** Reads which direction somebody means, by its id or its name in either language. */
import type { Language } from '../../core/member.ts';
import { cleanText } from '../../core/plain-text.ts';
import type { Playbook } from '../../core/policy.ts';
import { speak } from '../../words/say.ts';
import { refused, type Said } from '../said.ts';

/** Null for nothing named: any of them, or the usual one. */
export function namedDirection(
  playbook: Playbook,
  wanted: string,
  language: Language,
): { readonly ok: true; readonly direction: string | null } | { readonly ok: false; readonly reply: Said } {
  const asked = plain(wanted);
  if (asked === '') return { ok: true, direction: null };
  const directions = Object.values(playbook.directions);
  const found = directions.find(({ direction, name }) =>
    [direction, name.en, name.uk].some((known) => plain(known) === asked),
  );
  if (found) return { ok: true, direction: found.direction };
  const known = directions.map(({ direction }) => direction).join(', ');
  const text = speak(language)('inbox.unknownDirection', {
    direction: cleanText(wanted, { lines: false, max: 50 }),
    known,
  });
  return { ok: false, reply: refused(text) };
}

const plain = (text: string) => text.trim().normalize('NFC').toLowerCase();
