/** The language of commands, which read no playbook: that of the terminal they are typed in. */
import type { Language } from './core/member.ts';

export function terminalLanguage(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return /^uk\b|^uk_/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'uk' : 'en';
}
