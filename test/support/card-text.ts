/** Everything of a card that anybody could read, as lines; for tests that look for a word in it. */
import type { Block, Button, Card } from '../../src/cards/card.ts';

export function cardText(card: Card): string {
  return [card.title, ...card.blocks.flatMap(linesOf)].join('\n');
}

function linesOf(block: Block): readonly string[] {
  switch (block.type) {
    case 'text':
    case 'note':
      return [block.text];
    case 'fields':
      return block.fields.map(({ label, value }) => `${label}: ${value}`);
    case 'moment':
      return [block.label];
    case 'script':
      return [block.title, ...block.lines];
    case 'contact':
      return block.lines.map(({ label, value }) => `${label}: ${value}`);
    case 'image':
      return [block.alt];
    default:
      return block.buttons.map(({ label }) => `[${label}]`);
  }
}

export function buttonsOf(card: Card): readonly Button[] {
  return card.blocks.flatMap((block) => (block.type === 'buttons' ? block.buttons : []));
}

/** The verbs of its buttons, row by row. */
export function verbsOf(card: Card): readonly (readonly string[])[] {
  return card.blocks.flatMap((block) =>
    block.type === 'buttons'
      ? [
          block.buttons.map((button) =>
            button.type === 'action' ? (button.action.split(':')[0] ?? '') : 'link',
          ),
        ]
      : [],
  );
}
