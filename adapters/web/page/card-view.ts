/** Draws a card. Everything on it is text; what a button does stands in its `data-action`. */
import type { Button } from '../../../src/cards/card.ts';
import type { WireBlock, WireCard } from '../wire.ts';
import { button, el } from './dom.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';
import { timeOf } from './moments.ts';
import { say } from './words.ts';

/** `isTitled`: false where its title stands above it already. */
export function cardView(card: WireCard, isTitled = true): HTMLElement {
  return el(
    'article',
    { class: `card tone-${card.tone ?? 'plain'}` },
    isTitled ? el('h3', { class: 'card-title' }, card.title) : null,
    ...card.blocks.map(blockView),
  );
}

function blockView(block: WireBlock): HTMLElement {
  switch (block.type) {
    case 'text':
      return el('div', { class: 'card-text' }, ...paragraphs(block.text.split('\n')));
    case 'fields':
      return el(
        'dl',
        { class: 'card-fields' },
        ...block.fields.map(({ label, value }) =>
          el('div', { class: 'card-field' }, el('dt', {}, label), el('dd', {}, value)),
        ),
      );
    case 'note':
      return el('p', { class: 'card-note' }, icon('info'), el('span', {}, block.text));
    case 'moment':
      return el(
        'p',
        { class: 'card-moment' },
        icon('clock'),
        el('span', {}, block.label, ' ', timeOf(block.at, block.tone === 'due' ? 'due' : 'full')),
      );
    case 'script':
      return scriptView(block.title, block.lines);
    case 'contact':
      return el('div', { class: 'card-contact' }, ...block.lines.map(contactLine));
    case 'image':
      return el('img', { class: 'card-image', alt: block.alt, src: `data:image/png;base64,${block.png}` });
    case 'buttons':
      return el('div', { class: 'card-buttons' }, ...block.buttons.map(buttonView));
  }
}

function scriptView(title: string, lines: readonly string[]): HTMLElement {
  return el(
    'section',
    { class: 'card-script' },
    el('h4', {}, icon('book'), el('span', {}, title)),
    ...paragraphs(lines),
  );
}

/** Lines that begin with `- ` are points of a list, others are paragraphs. */
function paragraphs(lines: readonly string[]): readonly HTMLElement[] {
  const made: HTMLElement[] = [];
  for (const line of lines) {
    const last = made.at(-1);
    if (!line.startsWith('- ')) made.push(el('p', {}, line));
    else if (last instanceof HTMLUListElement) last.append(el('li', {}, line.slice(2)));
    else made.push(el('ul', {}, el('li', {}, line.slice(2))));
  }
  return made;
}

type ContactLine = Extract<WireBlock, { type: 'contact' }>['lines'][number];

const contactIcons: Readonly<Record<ContactLine['kind'], IconName>> = {
  name: 'person',
  phone: 'phone',
  email: 'mail',
  company: 'building',
  other: 'info',
};

function contactLine({ kind, label, value }: ContactLine): HTMLElement {
  const copy = button({ class: 'copy', 'aria-label': `${say('page.feed.copy')}: ${label}` }, () => {
    void copyText(value, copy);
  });
  copy.append(icon('copy'));
  return el(
    'div',
    { class: `contact-line contact-${kind}` },
    icon(contactIcons[kind]),
    el('span', { class: 'contact-label' }, label),
    reachable(kind, value),
    copy,
  );
}

/** A phone can be called and a mail written from here; anything odd stays text. */
function reachable(kind: ContactLine['kind'], value: string): HTMLElement {
  const scheme =
    kind === 'phone' && /^\+\d{5,15}$/.test(value) ? 'tel:' : kind === 'email' ? 'mailto:' : null;
  if (scheme === null) return el('span', { class: 'contact-value' }, value);
  const target = scheme === 'mailto:' ? encodeURIComponent(value).replaceAll('%40', '@') : value;
  return el('a', { class: 'contact-value', href: `${scheme}${target}` }, value);
}

export async function copyText(text: string, from: HTMLElement): Promise<void> {
  // Browsers give the clipboard only to pages from this machine or over HTTPS; else the text is selected by hand.
  if (!('clipboard' in navigator)) return;
  await navigator.clipboard.writeText(text);
  from.classList.add('is-copied');
  const hint = el('span', { class: 'copied', role: 'status' }, say('page.feed.copied'));
  from.append(hint);
  setTimeout(() => {
    hint.remove();
    from.classList.remove('is-copied');
  }, 1_600);
}

function buttonView(one: Button): HTMLElement {
  if (one.type === 'action') {
    return el(
      'button',
      { type: 'button', class: `button ${one.style ?? 'plain'}`, 'data-action': one.action },
      one.label,
    );
  }
  const isWeb = /^https?:\/\//i.test(one.url);
  return el(
    'a',
    { class: 'button plain', href: isWeb ? one.url : null, target: '_blank', rel: 'noopener noreferrer' },
    one.label,
  );
}
