/** What part of a step's leads got to the next, as a digest says it in words and in its picture. */
import type { Language } from '../core/member.ts';
import { onceEach } from '../core/once-each.ts';

/** Null where there is none: of what came in before the period more may pass than came in during it. */
export function shareOf(count: number, of: number, language: Language): string | null {
  if (of === 0 || count > of) return null;
  return percents(language).format(count / of);
}

const percents = onceEach(
  (language: Language) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }),
);
