/** What holds a name, a phone or a code is not to be typed where others read it: in a Telegram group all of them do. */
import type { Ask } from '../../chat/port.ts';
import type { Language } from '../../core/member.ts';
import { speak } from '../../words/say.ts';
import type { AskName } from '../read-ask.ts';
import { refused, type Said } from '../said.ts';

/** Null where it may be asked. In Slack only the asker sees a command, whichever channel it was typed in. */
export function refusedInGroup({ platform, place }: Ask, name: AskName, language: Language): Said | null {
  if (platform !== 'telegram' || place === null) return null;
  const say = speak(language);
  // The word alone: what was typed behind it is not said again.
  return refused(say('inbox.privateOnly', { text: say(`inbox.ask.${name}`) }));
}
