/** A card as Block Kit: pure, whole every time (S80), all outside text in elements that format nothing (S96–S98). */
import type { types } from '@slack/bolt';
import type { Block, Button, Card } from '../../src/cards/card.ts';
import { fitCard, homeSize } from '../../src/cards/envelope.ts';
import type { Language } from '../../src/core/member.ts';
import { sayMoment } from '../../src/words/moment.ts';
import { limits } from './limits.ts';
import { fieldRows, scriptText } from './rich-text.ts';
import { escapeText, noticeOf, plainLine, plainLines } from './text.ts';

export type SlackBlock = types.KnownBlock;

/** `text` is what notifications and screen readers say: the title alone, so never a contact (S99). */
export type Rendered = { readonly text: string; readonly blocks: readonly SlackBlock[] };

type Image = Extract<Block, { type: 'image' }>;

/** `images`: the files that were uploaded (S85); an image without one is said by its words. */
export function renderCard(
  card: Card,
  {
    language,
    images,
    isHome = false,
  }: {
    readonly language: Language;
    readonly images?: ReadonlyMap<Uint8Array, string>;
    readonly isHome?: boolean;
  },
): Rendered {
  const fitted = isHome ? fitCard(card, homeSize) : fitCard(card);
  const header = {
    type: 'header',
    text: plainLine(`${markOf(card)}${fitted.title}`, limits.header),
  } as const;
  const blocks = fitted.blocks.flatMap((block, index): readonly SlackBlock[] => {
    if (block.type === 'image') return [image(block, images?.get(block.png) ?? null)];
    return renderBlock(block, language, index);
  });
  return {
    text: noticeOf(fitted.title, limits.topText),
    blocks: [header, ...blocks].slice(0, isHome ? limits.viewBlocks : limits.messageBlocks),
  };
}

/** A home takes twice as many blocks as a message, and longer ones (S40). */
export function renderHome(card: Card, language: Language): readonly SlackBlock[] {
  return renderCard(card, { language, isHome: true }).blocks;
}

/** An answer: the sentence, and below it the card that came with it. */
export function renderAnswer(
  text: string,
  card: Card | null,
  language: Language,
  images?: ReadonlyMap<Uint8Array, string>,
): Rendered {
  const below = card === null ? [] : renderCard(card, { language, ...(images ? { images } : {}) }).blocks;
  // Some answers are their card, and say no more than its title.
  const isSaid = text.trim() === '' || text === card?.title;
  const sentence =
    isSaid && card !== null ? [] : [{ type: 'section', text: plainLines(text, limits.text) } as const];
  return {
    text: noticeOf(text, limits.topText),
    blocks: [...sentence, ...below].slice(0, limits.messageBlocks),
  };
}

function renderBlock(block: Exclude<Block, Image>, language: Language, index: number): readonly SlackBlock[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'section', text: plainLines(block.text, limits.text) }];
    case 'note':
      return [{ type: 'context', elements: [plainLines(block.text, limits.text)] }];
    case 'fields':
      return [fieldRows(block.fields)];
    case 'contact':
      return [fieldRows(block.lines)];
    case 'moment':
      return [moment(block, language)];
    case 'script':
      return [scriptText(block.title, block.lines)];
    case 'buttons':
      return block.buttons.length === 0 ? [] : [buttons(block.buttons, index)];
    default:
      return block satisfies never;
  }
}

/** The label formats nothing; the moment is in the reader's own zone, and in UTC where that can't be shown (S97). */
function moment({ label, at, tone }: Extract<Block, { type: 'moment' }>, language: Language): SlackBlock {
  const fallback = escapeText(`${sayMoment(at, language, 'UTC')} UTC`);
  const date = `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`;
  return {
    type: 'context',
    elements: [
      plainLine(tone === 'due' ? `⏰ ${label}` : label, limits.text),
      { type: 'mrkdwn', text: date, verbatim: true },
    ],
  };
}

function image({ alt }: Image, file: string | null): SlackBlock {
  if (file === null) return { type: 'section', text: plainLines(alt, limits.text) };
  return { type: 'image', slack_file: { id: file }, alt_text: plainLine(alt, limits.altText).text };
}

function buttons(all: readonly Button[], index: number): SlackBlock {
  const used = new Set<string>();
  return {
    type: 'actions',
    elements: all.slice(0, limits.buttonsInARow).map((button, at) => {
      const text = plainLine(button.label, limits.buttonText);
      if (button.type === 'link') {
        // It sends a press as well, which is acknowledged and no more (S15).
        return { type: 'button', text, url: button.url, action_id: `link_${index}_${at}` };
      }
      const style = button.style === undefined ? {} : { style: button.style };
      const [verb = ''] = button.action.split(':');
      // Once in a block (S42).
      const action_id = used.has(verb) ? `${verb}_${at}` : verb;
      used.add(verb);
      return { type: 'button', text, action_id, value: button.action, ...style };
    }),
  };
}

/** Slack has no coloured cards; a mark says at a glance how it stands. */
function markOf({ tone }: Card): string {
  return tone === undefined ? '' : `${marks[tone]} `;
}

const marks: Readonly<Record<NonNullable<Card['tone']>, string>> = {
  new: '🟢',
  working: '🔵',
  waiting: '🟡',
  done: '✅',
  closed: '⚪',
};
