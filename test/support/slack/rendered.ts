/** What a person's client shows of a message, a modal or a home: text, pictures, buttons, and what in it is alive. */
import { asJson, asList, asText, jsonsOf } from './flaws.ts';
import type { Json } from './flaws.ts';
import { elementsOf } from './block-kit.ts';
import { readMrkdwn, readPlain, showDate } from './mrkdwn.ts';
import type { Live, ReadText, Reading } from './mrkdwn.ts';

export type SeenButton = {
  readonly label: string;
  /** What is pressed: the value; of a link its address. */
  readonly code: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly style: string | null;
  readonly url: string | null;
};

export type Rendered = {
  readonly text: string;
  readonly buttons: readonly SeenButton[];
  readonly images: readonly { readonly alt: string; readonly file: string | null }[];
  readonly live: readonly Live[];
};

export type Drawn = {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly parse: string;
  readonly linkNames: boolean;
};

/** Where there are blocks, they are shown, and the text is for notifications alone. */
export function renderMessage(message: Drawn, timeZone: string): Rendered {
  const blocks = [...message.blocks, ...message.attachments.flatMap((one) => jsonsOf(one['blocks']))];
  if (blocks.length > 0) return renderBlocks(blocks, timeZone);
  const read = readTop(message, timeZone);
  return { text: read.text, buttons: [], images: [], live: read.live };
}

/** The top-level text, which notifications and screen readers tell (S99); S81: `parse` decides what of it lives. */
export function readTop(message: Drawn, timeZone: string): ReadText {
  return readMrkdwn(message.text, {
    timeZone,
    linksAddresses: message.parse !== 'none',
    linksNames: message.linkNames || message.parse === 'full' || message.parse === 'client',
  });
}

export function renderBlocks(blocks: readonly Json[], timeZone = 'UTC'): Rendered {
  const read = blocks.map((block) => readBlock(block, { timeZone }));
  return {
    text: read
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    live: read.flatMap(({ live }) => live),
    buttons: blocks.flatMap(buttonsOf),
    images: blocks.flatMap((block) => (block['type'] === 'image' ? [imageOf(block)] : [])),
  };
}

function readBlock(block: Json, how: Partial<Reading>): ReadText {
  switch (block['type']) {
    case 'header':
      return readObject(block['text'], how);
    case 'section':
      return joined([block['text'], ...(asList(block['fields']) ?? [])].map((one) => readObject(one, how)));
    case 'context':
      return joined(
        jsonsOf(block['elements']).map((one) => readObject(one, how)),
        ' ',
      );
    case 'image':
      return joined([readObject(block['title'], how), plain(asText(block['alt_text']) ?? '')]);
    case 'input':
      return joined([readObject(block['label'], how), readObject(block['hint'], how)]);
    case 'rich_text':
      return joined(jsonsOf(block['elements']).map((part) => readPart(part, how)));
    case 'markdown':
      // Read as Slack's own marks: markdown has the same ones and more.
      return readMrkdwn(asText(block['text']) ?? '', how);
    case 'table':
      return joined(
        (asList(block['rows']) ?? []).map((row) =>
          joined(
            jsonsOf(row).map((cell) => readCell(cell, how)),
            ' | ',
          ),
        ),
      );
    default:
      return plain('');
  }
}

/** A text object, or a picture in a line of context. */
export function readObject(value: unknown, how: Partial<Reading> = {}): ReadText {
  const object = asJson(value);
  const text = asText(object?.['text']) ?? asText(object?.['alt_text']) ?? '';
  if (object?.['type'] === 'mrkdwn') {
    return readMrkdwn(text, { ...how, linksAddresses: object['verbatim'] !== true });
  }
  return object?.['type'] === 'plain_text' ? readPlain(text, object['emoji'] !== false) : plain(text);
}

function readCell(cell: Json, how: Partial<Reading>): ReadText {
  return cell['type'] === 'rich_text'
    ? joined(jsonsOf(cell['elements']).map((part) => readPart(part, how)))
    : plain(asText(cell['text']) ?? '');
}

function readPart(part: Json, how: Partial<Reading>): ReadText {
  const elements = jsonsOf(part['elements']);
  if (part['type'] === 'rich_text_list') {
    return joined(
      elements.map((one) => {
        const read = readPart(one, how);
        return { ...read, text: `• ${read.text}` };
      }),
    );
  }
  return joined(
    elements.map((leaf) => readLeaf(leaf, how)),
    '',
  );
}

/** Elements say themselves what they are: a text element is never read further. */
function readLeaf(leaf: Json, { timeZone = 'UTC' }: Partial<Reading>): ReadText {
  const of = (key: string) => asText(leaf[key]) ?? '';
  switch (leaf['type']) {
    case 'text':
      return plain(of('text'));
    case 'link':
      return { text: of('text') || of('url'), live: [{ kind: 'link', of: of('url') }] };
    case 'emoji':
      return { text: `\u{FFFC}${of('name')}\u{FFFC}`, live: [{ kind: 'emoji', of: of('name') }] };
    case 'user':
      return { text: `@${of('user_id')}`, live: [{ kind: 'mention', of: of('user_id') }] };
    case 'usergroup':
      return { text: `@${of('usergroup_id')}`, live: [{ kind: 'broadcast', of: of('usergroup_id') }] };
    case 'broadcast':
      return { text: `@${of('range')}`, live: [{ kind: 'broadcast', of: of('range') }] };
    case 'channel':
      return { text: `#${of('channel_id')}`, live: [{ kind: 'channel', of: of('channel_id') }] };
    case 'date': {
      const seconds = typeof leaf['timestamp'] === 'number' ? leaf['timestamp'] : 0;
      return {
        text: showDate(seconds, of('format'), timeZone),
        live: [{ kind: 'date', of: String(seconds) }],
      };
    }
    default:
      return plain('');
  }
}

function buttonsOf(block: Json): readonly SeenButton[] {
  return elementsOf(block)
    .filter((element) => element['type'] === 'button')
    .map((button) => ({
      label: readObject(button['text']).text,
      code: asText(button['value']) ?? asText(button['url']) ?? '',
      actionId: asText(button['action_id']) ?? '',
      blockId: asText(block['block_id']) ?? '',
      style: asText(button['style']),
      url: asText(button['url']),
    }));
}

function imageOf(block: Json): { readonly alt: string; readonly file: string | null } {
  return { alt: asText(block['alt_text']) ?? '', file: asText(asJson(block['slack_file'])?.['id']) };
}

const plain = (text: string): ReadText => ({ text, live: [] });

function joined(read: readonly ReadText[], between = '\n'): ReadText {
  return {
    text: read
      .map(({ text }) => text)
      .filter((text) => text !== '' || between === '')
      .join(between),
    live: read.flatMap(({ live }) => live),
  };
}
