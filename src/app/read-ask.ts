/** Takes what somebody typed apart: the first word says what they want, the rest is theirs to fill. */
import { inbox as en } from '../words/en/inbox.ts';
import { inbox as uk } from '../words/uk/inbox.ts';

export type AskName = keyof typeof en.ask;

/** `name` is null for a word that is nobody's. Nothing typed at all is a request for help. */
export function readAsk(text: string): { readonly name: AskName | null; readonly rest: string } {
  const words = text.trim().replace(/^\/+/, '').trim();
  const [first = ''] = /^\S+/u.exec(words) ?? [];
  if (first === '') return { name: 'help', rest: '' };
  return {
    name: named.get(first.normalize('NFC').toLowerCase()) ?? null,
    rest: words.slice(first.length).trim(),
  };
}

/** In either language, whatever the asker's is. */
const named: ReadonlyMap<string, AskName> = new Map(
  askNames().flatMap((name) => [[en.ask[name], name] as const, [uk.ask[name], name] as const]),
);

function askNames(): readonly AskName[] {
  const isAskName = (name: string): name is AskName => name in en.ask;
  return Object.keys(en.ask).filter(isAskName);
}
