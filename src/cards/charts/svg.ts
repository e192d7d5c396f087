/** SVG as text, with everything that comes from outside escaped. It knows nothing of what is drawn. */

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(valueText(value))}"`);
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

export type Style = {
  readonly size: number;
  readonly fill: string;
  readonly weight?: 400 | 600;
  readonly anchor?: 'start' | 'middle' | 'end';
};

/** A line of text whose baseline stands at `y`. */
export function label(
  text: string,
  x: number,
  y: number,
  { size, fill, weight = 400, anchor = 'start' }: Style,
): string {
  const font = { 'font-family': 'Arimo, sans-serif', 'font-size': size, 'font-weight': weight };
  return element('text', { x, y, fill, 'text-anchor': anchor, ...font }, escape(withoutPictures(text)));
}

/** A hundredth of a pixel is fine enough. */
function valueText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The font has no emoji, and control characters are no XML. */
function withoutPictures(text: string): string {
  return text.replaceAll(/\p{Extended_Pictographic}|\p{Cc}|\p{Cs}|\u{FE0F}/gu, '').trim();
}
