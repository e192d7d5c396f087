/** Builds elements. Text goes in as text nodes only, never as markup: a lead may be called `<script>`. */

export type Child = Node | string | null | false | undefined;

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type Props = Attributes & { readonly class?: string | null };

/** `el('button', { class: 'primary', type: 'button' }, 'Claim')`. True sets an attribute without value, false and null leave it out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

export function onClick<T extends HTMLElement>(element: T, run: (event: MouseEvent) => void): T {
  element.addEventListener('click', run);
  return element;
}

/** The element of the document with this id; the page's own HTML has it. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found;
}

/** A button that does something on this page. */
export function button(
  props: Props,
  run: (event: MouseEvent) => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  return onClick(el('button', { type: 'button', ...props }, ...children), run);
}

/** Two letters of a name on a colour of its own. */
export function avatar(name: string, size: 'small' | 'large' = 'small'): HTMLElement {
  // A remark in brackets is no part of a name.
  const parts = name.replace(/\([^)]*\)/g, '').match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  const [first = '', second] = parts;
  const letters =
    second === undefined ? Array.from(first).slice(0, 2).join('') : `${initial(first)}${initial(second)}`;
  const hue =
    Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7) % 8;
  return el('span', { class: `avatar ${size} hue-${hue}`, 'aria-hidden': 'true' }, letters.toUpperCase());
}

function initial(word: string): string {
  return Array.from(word)[0] ?? '';
}
