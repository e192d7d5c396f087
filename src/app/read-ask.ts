/** Takes what somebody typed apart: the first word says what they want, the rest is theirs to fill. */

export const askNames = [
  'add',
  'next',
  'mine',
  'find',
  'lead',
  'why',
  'digest',
  'away',
  'resume',
  'here',
  'join',
  'manager',
  'invite',
  'role',
  'assign',
  'plan',
  'team',
  'help',
] as const;
export type AskName = (typeof askNames)[number];

/** `name` is null for a word that is nobody's. Nothing typed at all is a request for help. */
export function readAsk(text: string): { readonly name: AskName | null; readonly rest: string } {
  const words = text.trim().replace(/^\/+/, '').trim();
  const [first = ''] = /^\S+/u.exec(words) ?? [];
  if (first === '') return { name: 'help', rest: '' };
  const name = askNames.find((known) => known === first.toLowerCase()) ?? null;
  return { name, rest: words.slice(first.length).trim() };
}
