/** Buttons for commands on a lead. A button says which command and which lead, nothing more. */
import { formatCode } from '../core/code.ts';
import { commandTypes } from '../core/command.ts';
import type { PersonCommandType } from '../core/command.ts';
import type { Ref } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Block, Button } from './card.ts';

const primary: readonly PersonCommandType[] = ['claim', 'qualify', 'accept', 'convert', 'take'];
const danger: readonly PersonCommandType[] = ['erase'];

export function commandButton(command: PersonCommandType, ref: Ref, language: Language): Button {
  const label = speak(language)(`names.command.${command}`);
  const action = formatCode(command, ref);
  if (primary.includes(command)) return { type: 'action', label, action, style: 'primary' };
  if (danger.includes(command)) return { type: 'action', label, action, style: 'danger' };
  return { type: 'action', label, action };
}

export function cardButton(verb: 'script' | 'history' | 'why', ref: Ref, language: Language): Button {
  return { type: 'action', label: speak(language)(`names.button.${verb}`), action: formatCode(verb, ref) };
}

/** Each command once, in the order in which cards offer them, however many audiences asked for it. */
export function inOrder(commands: readonly PersonCommandType[]): readonly PersonCommandType[] {
  return commandTypes.filter((command) => commands.includes(command));
}

/** No block at all where there is nothing to press. */
export function buttonBlock(buttons: readonly Button[]): readonly Block[] {
  return buttons.length === 0 ? [] : [{ type: 'buttons', buttons }];
}
