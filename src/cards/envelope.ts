/**
 * What every platform can show, and `fitCard`, which cuts a card to it. Renderers rely on it and still escape all text.
 *
 * Slack: S43–S48; Telegram: T20, T40.
 */
import { maxCodeBytes } from '../core/code.ts';
import type { Block, Button, Card } from './card.ts';
import { fitLine, fitLines } from './fit-text.ts';

export const envelope = {
  title: 150,
  text: 3000,
  note: 500,
  /** Labels of fields, moments and contacts. */
  label: 60,
  value: 500,
  fields: 10,
  button: 30,
  buttonsInARow: 5,
  rows: 4,
  scriptLines: 60,
  contactLines: 20,
  blocks: 40,
  /** Everything together, so that with labels and line ends it stays below Telegram's 4,096. */
  whole: 3500,
  codeBytes: maxCodeBytes,
  /** Forms: Slack's titles and buttons of a modal (S54), options of a select. */
  formTitle: 24,
  formLabel: 140,
  choiceLabel: 75,
  choices: 100,
} as const;

/** How much fits: a message that every platform shows, or a home, which only some have (S40). */
export type Size = { readonly blocks: number; readonly whole: number };
export const homeSize: Size = { blocks: 96, whole: 20_000 };

export function fitCard(card: Card, size: Size = envelope): Card {
  const title = fitLine(card.title, envelope.title) || '…';
  const blocks = card.blocks.flatMap(fitBlock).slice(0, size.blocks);
  // What is short and needed is measured first; long texts share what is left.
  let left = size.whole - title.length - sum(blocks.filter((block) => !isLong(block)).map(lengthOf));
  const fitted = blocks.flatMap((block): readonly Block[] => {
    if (!isLong(block)) return [block];
    const shorter = shorten(block, left);
    left -= shorter === null ? 0 : lengthOf(shorter);
    return shorter === null ? [] : [shorter];
  });
  return { ...card, title, blocks: fitted };
}

/** Fits each block to its own limits; empty ones go, since platforms refuse them. */
function fitBlock(block: Block): readonly Block[] {
  switch (block.type) {
    case 'text':
    case 'note': {
      const text = fitLines(block.text, block.type === 'text' ? envelope.text : envelope.note);
      return text === '' ? [] : [{ ...block, text }];
    }
    case 'fields': {
      const fields = block.fields.map(({ label, value }) => ({
        label: fitLine(label, envelope.label),
        value: fitLines(value, envelope.value),
      }));
      return chunks(
        fields.filter(({ label, value }) => label !== '' && value !== ''),
        envelope.fields,
      ).map((some) => ({ ...block, fields: some }));
    }
    case 'moment':
      return [{ ...block, label: fitLine(block.label, envelope.label) }];
    case 'script': {
      const lines = block.lines.map((line) => fitLine(line, envelope.value)).filter((line) => line !== '');
      const title = fitLine(block.title, envelope.title);
      return lines.length === 0 ? [] : [{ ...block, title, lines: lines.slice(0, envelope.scriptLines) }];
    }
    case 'contact': {
      const lines = block.lines
        .map((line) => ({
          ...line,
          label: fitLine(line.label, envelope.label),
          value: fitLine(line.value, envelope.value),
        }))
        .filter(({ value }) => value !== '');
      return lines.length === 0 ? [] : [{ ...block, lines: lines.slice(0, envelope.contactLines) }];
    }
    case 'image':
      return [{ ...block, alt: fitLine(block.alt, envelope.value) }];
    case 'buttons':
      return chunks(block.buttons.map(fitButton), envelope.buttonsInARow)
        .slice(0, envelope.rows)
        .map((buttons) => ({ ...block, buttons }));
    default:
      return block satisfies never;
  }
}

function fitButton(button: Button): Button {
  if (button.type === 'action' && new TextEncoder().encode(button.action).length > envelope.codeBytes) {
    throw new Error(`The code "${button.action}" is longer than ${envelope.codeBytes} bytes.`);
  }
  return { ...button, label: fitLine(button.label, envelope.button) };
}

type Long = Extract<Block, { type: 'text' | 'script' | 'fields' | 'contact' }>;

function isLong(block: Block): block is Long {
  return (
    block.type === 'text' || block.type === 'script' || block.type === 'fields' || block.type === 'contact'
  );
}

/** The block within what is left of the whole card, or null if nothing sensible is. */
function shorten(block: Long, left: number): Long | null {
  if (lengthOf(block) <= left) return block;
  if (left < 40) return null;
  switch (block.type) {
    case 'text':
      return { ...block, text: fitLines(block.text, left - perLine) };
    case 'script': {
      const lines = within(block.lines, left - block.title.length, (line) => line.length + perLine);
      return lines.length === 0 ? null : { ...block, lines };
    }
    case 'fields': {
      const fields = within(block.fields, left, ({ label, value }) => label.length + value.length + perLine);
      return fields.length === 0 ? null : { ...block, fields };
    }
    case 'contact': {
      const lines = within(block.lines, left, ({ label, value }) => label.length + value.length + perLine);
      return lines.length === 0 ? null : { ...block, lines };
    }
    default:
      return block satisfies never;
  }
}

function within<T>(items: readonly T[], left: number, length: (item: T) => number): readonly T[] {
  let used = 0;
  return items.filter((item) => {
    used += length(item);
    return used <= left;
  });
}

/** Room for a line end, a bullet, a colon. */
const perLine = 6;
/** A moment is drawn by the renderer, in words. */
const momentLength = 30;

/** How much of the whole a block takes; buttons stand beside the text. */
export function lengthOf(block: Block): number {
  switch (block.type) {
    case 'text':
    case 'note':
      return block.text.length + perLine;
    case 'fields':
      return sum(block.fields.map(({ label, value }) => label.length + value.length + perLine));
    case 'moment':
      return block.label.length + momentLength;
    case 'script':
      return block.title.length + sum(block.lines.map((line) => line.length + perLine));
    case 'contact':
      return sum(block.lines.map(({ label, value }) => label.length + value.length + perLine));
    case 'image':
      return block.alt.length;
    case 'buttons':
      return 0;
    default:
      return block satisfies never;
  }
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
