/**
 * Announces many leads at once in the channel of those who may take them: how many came, and the button that gives the
 * oldest free one. It names no lead and holds no contact.
 */
import { formatCode } from '../core/code.ts';
import type { Moment } from '../core/lead.ts';
import { speak } from '../words/say.ts';
import type { Card } from './card.ts';
import { fitCard } from './envelope.ts';
import type { CardOptions } from './options.ts';

export type Imported = { readonly direction: string; readonly count: number; readonly at: Moment };

export function importCard(
  { direction, count, at }: Imported,
  { language, playbook }: Pick<CardOptions, 'language' | 'playbook'>,
): Card {
  const say = speak(language);
  const known = Object.hasOwn(playbook.directions, direction) ? playbook.directions[direction] : undefined;
  return fitCard({
    title: say('cards.imported.title', { count }),
    tone: 'new',
    blocks: [
      { type: 'text', text: say('cards.imported.text') },
      {
        type: 'fields',
        fields: [{ label: say('cards.field.direction'), value: known?.name[language] ?? direction }],
      },
      { type: 'moment', label: say('cards.due.received'), at },
      {
        type: 'buttons',
        buttons: [
          {
            type: 'action',
            label: say('names.button.next'),
            action: formatCode('next', direction),
            style: 'primary',
          },
        ],
      },
    ],
  });
}
