/** The manager's desk: the figures of a period, live, what needs somebody first, and the picture of it. */
import type { FigurePeriod } from '../desk.ts';
import type { WireCard } from '../wire.ts';
import { get } from './api.ts';
import { cardView } from './card-view.ts';
import { newsOf } from './desk-people.ts';
import type { DeskView } from './desk-people.ts';
import { button, el } from './dom.ts';
import { pressesIn } from './replies.ts';
import { attempt } from './toasts.ts';
import { say } from './words.ts';

type Shown = {
  readonly card: WireCard;
  readonly picture: { readonly svg: string; readonly alt: string } | null;
};

const periods = ['today', 'yesterday', 'week', 'month'] as const satisfies readonly FigurePeriod[];

export function figuresDesk(): DeskView {
  let period: FigurePeriod = 'week';
  let turn = 0;
  let news = newsOf();
  const chips = el('div', { class: 'chips', role: 'group', 'aria-label': say('page.figures.period') });
  const sheet = el('div', { class: 'figures' });

  async function load(): Promise<void> {
    const mine = (turn += 1);
    const { value: shown } = await get<{ value: Shown }>(`/web/figures?period=${period}`);
    // Another period was chosen meanwhile.
    if (mine !== turn || !news.differs(shown)) return;
    const { card, picture } = shown;
    sheet.replaceChildren(
      cardView(card),
      ...(picture === null
        ? []
        : [el('img', { class: 'figures-picture', alt: picture.alt, src: addressOf(picture.svg) })]),
    );
  }

  function choose(wanted: FigurePeriod): void {
    period = wanted;
    news = newsOf();
    chips.replaceChildren(
      ...periods.map((one) =>
        button(
          { class: 'chip', 'aria-pressed': String(one === period), 'data-period': one },
          () => choose(one),
          say(`page.figures.${one}`),
        ),
      ),
    );
    attempt(load);
  }

  choose(period);
  pressesIn(sheet, () => ({ channel: null, message: null }));
  const element = el('section', { class: 'desk' }, el('div', { class: 'desk-bar' }, chips), sheet);
  return { element, refresh: () => attempt(load) };
}

/** As a picture of its own: what is drawn in it can do nothing on the page. */
function addressOf(svg: string): string {
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
