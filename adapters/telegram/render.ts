/** A card as Telegram shows it: HTML text and an inline keyboard. It calls nobody and decides nothing. */
import type { Block, Card } from '../../src/cards/card.ts';
import { fitCard } from '../../src/cards/envelope.ts';
import type { Language } from '../../src/core/member.ts';
import { sayMoment } from '../../src/words/moment.ts';
import { speak } from '../../src/words/say.ts';
import type { Key, Keyboard } from './keyboard.ts';
import { copyKey, keyboardOf, keyOf, rowsOf } from './keyboard.ts';
import {
  bold,
  code,
  italic,
  labelled,
  longestCaption,
  longestText,
  plain,
  quote,
  time,
  toHtml,
} from './rich-text.ts';
import type { Span } from './rich-text.ts';

export type Drawn = {
  readonly html: string;
  /** The same, short enough to stand under a picture that is there already. */
  readonly caption: string;
  readonly keyboard: Keyboard;
  /** A picture, with the text as its caption: shorter, and it says so where it had to be cut. */
  readonly photo: { readonly png: Uint8Array; readonly caption: string } | null;
};

export type DrawOptions = {
  readonly language: Language;
  /** Of moments, where the client does not know the reader's own. */
  readonly timeZone: string;
  /** A sentence above the card: the answer that it comes with. */
  readonly above?: string;
};

export function render(card: Card, options: DrawOptions): Drawn {
  const fitted = fitCard(card);
  const above = options.above === undefined ? [] : [plain(options.above), plain('\n\n')];
  const image = fitted.blocks.find((block) => block.type === 'image');
  const text = (withPhoto: boolean) => [...above, ...spansOf(fitted, options, withPhoto)];
  const shortened = [plain('\n'), italic(speak(options.language)('telegram.shortened'))];
  return {
    html: toHtml(text(false), longestText),
    caption: toHtml(text(false), longestCaption, shortened),
    keyboard: keyboardOf([...copyRows(fitted), ...buttonRows(fitted)]),
    photo: image ? { png: image.png, caption: toHtml(text(true), longestCaption, shortened) } : null,
  };
}

/** Whether it tells how to reach somebody, and so is not to be forwarded (T35). */
export function holdsContact({ blocks }: Card): boolean {
  return blocks.some(({ type }) => type === 'contact');
}

const marks: Readonly<Record<NonNullable<Card['tone']>, string>> = {
  new: '🔵',
  working: '🟡',
  waiting: '🟠',
  done: '🟢',
  closed: '⚪',
};

function spansOf(card: Card, options: DrawOptions, withPhoto: boolean): readonly Span[] {
  const mark = card.tone === undefined ? '' : `${marks[card.tone]} `;
  const spans: Span[] = [plain(mark), bold(card.title)];
  let before: Block['type'] | 'title' = 'title';
  for (const block of card.blocks) {
    const own = blockSpans(block, options, withPhoto);
    if (own.length === 0) continue;
    spans.push(plain(isLine(before) && isLine(block.type) ? '\n' : '\n\n'), ...own);
    before = block.type;
  }
  return spans;
}

/** Lines of state stand close together; texts have air around them. */
function isLine(type: Block['type'] | 'title'): boolean {
  return type === 'fields' || type === 'moment' || type === 'note' || type === 'contact';
}

function blockSpans(block: Block, options: DrawOptions, withPhoto: boolean): readonly Span[] {
  switch (block.type) {
    case 'text':
      return [plain(block.text)];
    case 'note':
      return [italic(block.text)];
    case 'fields':
      return lines(block.fields.map(({ label, value }) => [labelled(label), plain(` ${value}`)]));
    case 'moment':
      return momentSpans(block, options);
    case 'script':
      return [
        ...(block.title === '' ? [] : [bold(block.title), plain('\n')]),
        quote(block.lines.map((line) => line.replace(/^- /, '• ')).join('\n')),
      ];
    case 'contact':
      return lines(
        block.lines.map(({ label, value }) => [plain(label === '' ? '' : `${label}: `), code(value)]),
      );
    case 'image':
      return withPhoto || block.alt === '' ? [] : [italic(block.alt)];
    case 'buttons':
      return [];
    default:
      return block satisfies never;
  }
}

function momentSpans(
  { label, at, tone }: Extract<Block, { type: 'moment' }>,
  { language, timeZone }: DrawOptions,
): readonly Span[] {
  // T72: nobody knows the zone of a reader whose client is older; so it is named.
  const said = `${sayMoment(at, language, timeZone)} (${timeZone})`;
  return [plain(`${tone === 'due' ? '⏰ ' : ''}${label} `), time(said, at / 1000)];
}

function lines(all: readonly (readonly Span[])[]): readonly Span[] {
  return all.flatMap((line, index) => (index === 0 ? line : [plain('\n'), ...line]));
}

/** T42: a phone or an e-mail is copied by a touch, and from a protected message as well. */
function copyRows({ blocks }: Card): readonly (readonly Key[])[] {
  const keys = blocks.flatMap((block) => {
    if (block.type !== 'contact') return [];
    return block.lines
      .filter(({ kind }) => kind === 'phone' || kind === 'email')
      .flatMap(({ value }) => copyKey(`📋 ${value}`, value) ?? []);
  });
  return keys.map((key) => [key]);
}

function buttonRows({ blocks }: Card): readonly (readonly Key[])[] {
  return blocks.flatMap((block) =>
    block.type === 'buttons' ? rowsOf(block.buttons.flatMap((button) => keyOf(button) ?? [])) : [],
  );
}
