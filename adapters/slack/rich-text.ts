/** Rows with bold labels, and scripts with points, as `rich_text`: there outside text can become nothing else (S98). */
import type { types } from '@slack/bolt';
import { orDots } from './text.ts';

type Section = types.RichTextSection;

/** Each row as "Label: value", the label bold. */
export function fieldRows(
  rows: readonly { readonly label: string; readonly value: string }[],
): types.RichTextBlock {
  const elements = rows.flatMap(({ label, value }, index) => [
    bold(`${index > 0 ? '\n' : ''}${label}${/[?!.:]$/.test(label) ? ' ' : ': '}`),
    text(orDots(value)),
  ]);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** The title bold, paragraphs, and `- ` points as a list. */
export function scriptText(title: string, lines: readonly string[]): types.RichTextBlock {
  const elements: (Section | types.RichTextList)[] = [];
  if (title !== '') elements.push(section(bold(title)));
  for (const line of lines) {
    const last = elements.at(-1);
    if (!line.startsWith('- ')) elements.push(section(text(orDots(line))));
    else if (last?.type === 'rich_text_list') last.elements.push(section(text(orDots(line.slice(2)))));
    else
      elements.push({
        type: 'rich_text_list',
        style: 'bullet',
        elements: [section(text(orDots(line.slice(2))))],
      });
  }
  return { type: 'rich_text', elements };
}

function section(...elements: Section['elements']): Section {
  return { type: 'rich_text_section', elements };
}

function text(value: string): types.RichTextText {
  return { type: 'text', text: value };
}

function bold(value: string): types.RichTextText {
  return { type: 'text', text: value, style: { bold: true } };
}
