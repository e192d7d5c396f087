/** The bar on the left: whose eyes, which channels, the private chat, the manager's desk, the language. On a phone a drawer. */
import { languages } from '../../../src/core/member.ts';
import type { Seat } from '../desk.ts';
import { change } from './api.ts';
import { avatar, button, byId, el } from './dom.ts';
import { openEnter } from './enter.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';
import { desks, frame, isUnread, lookAt, onSession, sitDown, speakIn, view } from './session.ts';
import type { View } from './session.ts';
import { attempt } from './toasts.ts';
import { viewName } from './view-names.ts';
import { language, say } from './words.ts';

const deskIcons: Readonly<Record<string, IconName>> = {
  'desk:figures': 'figures',
  'desk:people': 'people',
  'desk:places': 'places',
  'desk:leads': 'leads',
};

export function startSidebar(): void {
  onSession(draw);
  byId('drawer-backdrop').addEventListener('click', closeDrawer);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) closeDrawer();
  });
  draw();
}

export function openDrawer(): void {
  document.body.classList.add('is-drawer-open');
  byId('sidebar').querySelector('button')?.focus();
}

export function closeDrawer(): void {
  document.body.classList.remove('is-drawer-open');
}

let drawn = '';

function draw(): void {
  const { company, seats, seat, channels, direct, hasHome } = frame();
  const shown = [...channels, direct].map((channel) => channel && [channel.channel, isUnread(channel)]);
  const now = JSON.stringify([company, seats, seat, shown, hasHome, view(), language()]);
  // What is right already is left alone: somebody may be about to press it.
  if (now === drawn) return;
  drawn = now;
  const bar = byId('sidebar');
  const focused = document.activeElement?.getAttribute('data-nav') ?? null;
  bar.replaceChildren(brand(), seatSwitch(), navigation(), foot());
  if (focused !== null) bar.querySelector<HTMLElement>(`[data-nav="${CSS.escape(focused)}"]`)?.focus();
}

function brand(): HTMLElement {
  return el(
    'div',
    { class: 'brand' },
    el('img', { src: '/web/page/mark.svg', alt: '', width: 28, height: 28 }),
    el(
      'div',
      { class: 'brand-text' },
      el('strong', {}, say('page.title')),
      el('span', { class: 'brand-company' }, frame().company),
    ),
    button(
      { class: 'icon-button drawer-close', 'aria-label': say('page.nav.closeMenu') },
      closeDrawer,
      icon('close'),
    ),
  );
}

function seatSwitch(): HTMLElement {
  const { seat, seats } = frame();
  const list = el('ul', { class: 'seat-list' }, ...seats.map(seatRow));
  const enter = button(
    { class: 'nav-row quiet', 'data-nav': 'enter' },
    openEnter,
    icon('plus'),
    say('page.seat.enter'),
  );
  const details = el(
    'details',
    { class: 'seat-switch' },
    el(
      'summary',
      { 'data-nav': 'seat', 'aria-label': seat ? `${say('page.seat.through')} ${seat.name}` : null },
      seat ? avatar(seat.name, 'large') : icon('person'),
      el(
        'span',
        { class: 'seat-text' },
        el('span', { class: 'seat-hint' }, say('page.seat.through')),
        el('strong', { class: 'seat-name' }, seat?.name ?? say('page.seat.none')),
        el('span', { class: 'seat-roles' }, seat ? rolesOf(seat) : ''),
      ),
      icon('down'),
    ),
    el(
      'div',
      { class: 'seat-menu' },
      seats.some(({ isSample }) => isSample)
        ? el('p', { class: 'seat-note' }, say('page.seat.sampleNote'))
        : null,
      list,
      enter,
    ),
  );
  details.open = isSwitchOpen;
  details.addEventListener('toggle', () => (isSwitchOpen = details.open));
  return details;
}

let isSwitchOpen = false;

function seatRow(seat: Seat): HTMLElement {
  const isHere = seat.person === frame().seat?.person;
  return el(
    'li',
    {},
    button(
      {
        class: `seat-row${isHere ? ' is-here' : ''}`,
        'data-seat': seat.person,
        'data-nav': `seat-${seat.person}`,
        'aria-current': isHere ? 'true' : null,
      },
      () => {
        isSwitchOpen = false;
        closeDrawer();
        attempt(() => sitDown(seat.person));
      },
      avatar(seat.name),
      el(
        'span',
        { class: 'seat-text' },
        el('span', { class: 'seat-name' }, seat.name),
        el('span', { class: 'seat-roles' }, rolesOf(seat)),
      ),
      seat.isAway ? el('span', { class: 'tag' }, say('page.seat.away')) : null,
      isHere ? icon('check') : null,
    ),
  );
}

export function rolesOf(seat: Pick<Seat, 'roles'>): string {
  return seat.roles.map((role) => say(`names.role.${role}`)).join(', ') || say('page.people.noRoles');
}

function navigation(): HTMLElement {
  const { seat, channels, direct, hasHome } = frame();
  const nav = el('nav', { class: 'nav', 'aria-label': say('page.nav.label') });
  if (channels.length > 0) {
    nav.append(
      heading(say('page.nav.channels')),
      el('ul', {}, ...channels.map((channel) => navRow(channel.channel, 'hash', isUnread(channel)))),
    );
  }
  if (direct !== null) {
    nav.append(
      heading(say('page.nav.direct')),
      el(
        'ul',
        {},
        navRow(direct.channel, 'chat', isUnread(direct)),
        hasHome && seat !== null ? navRow(`~${seat.person}`, 'home', false) : null,
      ),
    );
  }
  if (seat?.roles.includes('manager')) {
    nav.append(
      heading(say('page.nav.desk')),
      el('ul', {}, ...desks.map((desk) => navRow(desk, deskIcons[desk] ?? 'leads', false))),
    );
  }
  return nav;
}

function heading(text: string): HTMLElement {
  return el('h2', { class: 'nav-heading' }, text);
}

function navRow(target: View, picture: IconName, isNew: boolean): HTMLElement {
  const isHere = view() === target;
  return el(
    'li',
    {},
    button(
      {
        class: `nav-row${isHere ? ' is-here' : ''}${isNew ? ' is-unread' : ''}`,
        'data-view': target.startsWith('@') ? '@' : target.startsWith('~') ? '~' : target,
        'data-nav': target,
        'aria-current': isHere ? 'page' : null,
      },
      () => {
        closeDrawer();
        lookAt(target);
      },
      icon(picture),
      el('span', { class: 'nav-name' }, viewName(target)),
      isNew ? el('span', { class: 'dot', role: 'img', 'aria-label': say('page.nav.unread') }) : null,
    ),
  );
}

function foot(): HTMLElement {
  return el(
    'div',
    { class: 'side-foot', role: 'group', 'aria-label': say('page.nav.language') },
    ...languages.map((one) =>
      button(
        {
          class: 'language',
          lang: one,
          'data-language': one,
          'data-nav': `language-${one}`,
          'aria-pressed': String(one === language()),
        },
        () =>
          attempt(async () => {
            if (frame().seat !== null) await change('POST', '/web/language', { language: one });
            await speakIn(one);
          }),
        one === 'en' ? 'English' : 'Українська',
      ),
    ),
  );
}
