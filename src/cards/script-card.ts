/** The regulation's script for a stage, whole. */
import type { Language } from '../core/member.ts';
import type { Direction } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import type { Card } from './card.ts';
import { fitCard } from './envelope.ts';
import type { ScriptStage } from './lead-words.ts';
import { scriptLines } from './script-lines.ts';

export function scriptCard(direction: Direction, stage: ScriptStage, language: Language): Card {
  const say = speak(language);
  const lines = scriptLines(direction.scripts[stage][language]);
  return fitCard({
    title: say(`cards.scriptTitle.${stage}`),
    blocks:
      lines.length === 0
        ? [{ type: 'note', text: say('cards.noScript') }]
        : [{ type: 'script', title: direction.name[language], lines }],
  });
}
