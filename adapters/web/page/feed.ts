/** The messages of a channel. A card that changes is redrawn where it stands; one that is new comes at the end. */
import type { WireMessage } from '../wire.ts';
import { get } from './api.ts';
import { cardView } from './card-view.ts';
import { button, el } from './dom.ts';
import { icon } from './icons.ts';
import { dayOf, timeOf } from './moments.ts';
import { pressesIn } from './replies.ts';
import { markRead } from './session.ts';
import { attempt } from './toasts.ts';
import { language, say } from './words.ts';

export type Feed = {
  readonly element: HTMLElement;
  /** A message of this channel was posted or edited. */
  take(message: WireMessage): void;
  close(): void;
};

type Page = { readonly messages: readonly WireMessage[]; readonly isAll: boolean };

/** Draws a channel; `empty` stands there as long as there is no message. */
export function openFeed(channel: string, empty: HTMLElement): Feed {
  const list = el('ol', { class: 'messages', 'aria-label': say('page.feed.label') });
  const earlier = button(
    { class: 'button plain earlier' },
    () => attempt(loadEarlier),
    say('page.feed.earlier'),
  );
  const newer = button(
    { class: 'newer', hidden: true },
    () => toEnd('smooth'),
    icon('down'),
    say('page.feed.newer'),
  );
  const loading = el('p', { class: 'feed-loading', role: 'status' }, say('page.feed.loading'));
  const scroller = el('div', { class: 'feed', tabindex: '-1' }, earlier, loading, empty, list);
  const element = el('div', { class: 'feed-frame' }, scroller, newer);
  const known = new Map<string, WireMessage>();
  earlier.hidden = true;
  empty.hidden = true;

  pressesIn(list, (pressed) => ({
    channel,
    message: pressed.closest('[data-message]')?.getAttribute('data-message') ?? null,
  }));
  scroller.addEventListener('scroll', () => {
    if (isAtEnd()) newer.hidden = true;
  });
  attempt(loadFirst);

  async function loadFirst(): Promise<void> {
    try {
      take(await pageBefore(null));
      toEnd('instant');
    } finally {
      loading.remove();
    }
  }

  async function loadEarlier(): Promise<void> {
    const first = sorted()[0];
    const height = scroller.scrollHeight;
    take(await pageBefore(first?.position ?? null));
    scroller.scrollTop += scroller.scrollHeight - height;
  }

  function pageBefore(position: number | null): Promise<Page> {
    const query = position === null ? '' : `?before=${position}`;
    return get(`/web/messages/${encodeURIComponent(channel)}${query}`);
  }

  function take({ messages, isAll }: Page): void {
    // What the live stream brought meanwhile is newer than what was read.
    for (const message of messages) {
      if ((known.get(message.id)?.change ?? 0) < message.change) known.set(message.id, message);
    }
    earlier.hidden = isAll;
    drawAll();
  }

  function drawAll(): void {
    const rows: HTMLElement[] = [];
    let day = '';
    for (const message of sorted()) {
      if (dayOf(message.postedAt) !== day) rows.push(dayLine((day = dayOf(message.postedAt))));
      rows.push(messageView(message));
    }
    list.replaceChildren(...rows);
    empty.hidden = rows.length > 0;
    read();
  }

  function takeOne(message: WireMessage): void {
    const before = known.get(message.id);
    if (before !== undefined && before.change >= message.change) return;
    const wasAtEnd = isAtEnd();
    const isNewest = before === undefined && message.position > (sorted().at(-1)?.position ?? 0);
    // An edit of something further back than what is drawn: it comes when one looks there.
    if (before === undefined && !isNewest) return;
    known.set(message.id, message);
    const fresh = messageView(message);
    fresh.classList.add('is-fresh');
    if (before === undefined) {
      const last = sorted().at(-2);
      if (last === undefined || dayOf(last.postedAt) !== dayOf(message.postedAt)) {
        list.append(dayLine(dayOf(message.postedAt)));
      }
      list.append(fresh);
      empty.hidden = true;
      if (wasAtEnd) toEnd('smooth');
      else newer.hidden = false;
    } else {
      redraw(list.querySelector(`[data-message="${CSS.escape(message.id)}"]`), fresh);
      if (wasAtEnd) toEnd('instant');
    }
    read();
  }

  function sorted(): readonly WireMessage[] {
    return [...known.values()].sort((one, other) => one.position - other.position);
  }

  function isAtEnd(): boolean {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  }

  function toEnd(behavior: ScrollBehavior): void {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior });
    newer.hidden = true;
  }

  function read(): void {
    const last = sorted().at(-1);
    if (last && element.isConnected && document.visibilityState === 'visible')
      markRead(channel, last.position);
  }

  const close = new AbortController();
  document.addEventListener('visibilitychange', read, { signal: close.signal });
  return { element, take: takeOne, close: () => close.abort() };
}

function messageView(message: WireMessage): HTMLElement {
  const isHome = message.channel.startsWith('~');
  return el(
    'li',
    { class: 'message', 'data-message': message.id, lang: isHome ? null : message.language },
    el('img', { class: 'message-face', src: '/web/page/mark.svg', alt: '', width: 34, height: 34 }),
    el(
      'div',
      { class: 'message-body' },
      el(
        'p',
        { class: 'message-head', lang: language() },
        el('strong', {}, say('page.nav.bot')),
        timeOf(message.postedAt, 'clock'),
        message.editedAt === null ? null : edited(message.editedAt),
        message.isPrivate ? el('span', { class: 'only-you' }, icon('lock'), say('page.feed.private')) : null,
      ),
      cardView(message.card),
    ),
  );
}

function edited(at: number): HTMLElement {
  const line = el('span', { class: 'message-edited' });
  const [before = '', after = ''] = say('page.feed.updated', { when: '\u0000' }).split('\u0000');
  line.append(before, timeOf(at, 'relative'), after);
  return line;
}

function dayLine(day: string): HTMLElement {
  return el('li', { class: 'day-line', role: 'separator' }, el('span', {}, day));
}

/** Puts the new card where the old one stood; whoever had the focus on one of its buttons keeps it. */
function redraw(old: Element | null, fresh: HTMLElement): void {
  if (old === null) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const action = focused?.getAttribute('data-action');
  old.replaceWith(fresh);
  if (focused === null) return;
  const same = action ? fresh.querySelector<HTMLElement>(`[data-action="${CSS.escape(action)}"]`) : null;
  (same ?? fresh.querySelector<HTMLElement>('button'))?.focus({ preventScroll: true });
}

/** What stands in a channel without messages. */
export function emptyView(title: string, text: string, ...more: readonly Node[]): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('img', { src: '/web/page/mark.svg', alt: '', width: 56, height: 56 }),
    el('h2', {}, title),
    el('p', {}, text),
    ...more,
  );
}
