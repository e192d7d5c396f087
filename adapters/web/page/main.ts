/** Puts the page together: the frame around it, the view in the middle, the live stream underneath. */
import type { Audience } from '../../../src/core/member.ts';
import type { WireMessage } from '../wire.ts';
import { composer } from './composer.ts';
import { figuresDesk } from './desk-figures.ts';
import { leadsDesk } from './desk-leads.ts';
import { peopleDesk } from './desk-people.ts';
import type { DeskView } from './desk-people.ts';
import { placesDesk } from './desk-places.ts';
import { button, byId, el } from './dom.ts';
import { openEnter } from './enter.ts';
import { emptyView, openFeed } from './feed.ts';
import type { Feed } from './feed.ts';
import { icon } from './icons.ts';
import { listen, listenWhileSeen } from './live.ts';
import { keepTimes } from './moments.ts';
import { addSample } from './sample.ts';
import { beginSession, frame, loadFrame, noticeMessage, onSession, view } from './session.ts';
import type { Why } from './session.ts';
import { openDrawer, startSidebar } from './sidebar.ts';
import { attempt, clearToasts, toast } from './toasts.ts';
import { startTour } from './tour.ts';
import { deskOf, viewAbout, viewName } from './view-names.ts';
import { say } from './words.ts';

let feed: { readonly channel: string; readonly feed: Feed } | null = null;
let desk: DeskView | null = null;
/** What the middle shows now: drawn anew only when that changes. */
let drawn = '';
let reload: ReturnType<typeof setTimeout> | null = null;

const heard = { message: hear, changed: somethingChanged };

attempt(async () => {
  await beginSession();
  startSidebar();
  startTour();
  onSession(drawView);
  drawView('seat');
  listenWhileSeen(heard);
  keepTimes();
  document.body.classList.add('is-ready');
});

function drawView(why: Why): void {
  if (why === 'unread') {
    drawTitle();
    return;
  }
  if (why === 'seat' || why === 'lost') clearToasts();
  if (why === 'lost') toast(say('page.problems.noSeat'), 'refused');
  if (why === 'seat' || why === 'lost' || why === 'language') listen(heard);
  const { seat } = frame();
  const now = [seat?.person ?? '', view(), document.documentElement.lang, seat?.roles.join() ?? ''].join(' ');
  if (now === drawn) return;
  drawn = now;
  feed?.feed.close();
  [feed, desk] = [null, null];
  drawTitle();
  byId('view').replaceChildren(header(), ...(seat === null ? [nobody()] : middle()));
}

function middle(): readonly HTMLElement[] {
  const here = view();
  const which = deskOf(here);
  if (which !== null) {
    desk = openDesk[which]();
    return [el('div', { class: 'desk-frame' }, desk.element)];
  }
  const opened = openFeed(here, emptyFor(here));
  feed = { channel: here, feed: opened };
  const isManager = frame().seat?.roles.includes('manager') ?? false;
  return [opened.element, composer(/^[@~]/.test(here) ? null : here, isManager)];
}

const openDesk = { figures: figuresDesk, people: peopleDesk, places: placesDesk, leads: leadsDesk } as const;

function header(): HTMLElement {
  const here = view();
  const audience = audienceOf(here);
  const isSampleHere = frame().seat !== null && (audience === 'prospectors' || deskOf(here) === 'leads');
  return el(
    'header',
    { class: 'view-head' },
    button(
      { class: 'icon-button drawer-open', 'aria-label': say('page.nav.menu') },
      openDrawer,
      icon('menu'),
    ),
    el(
      'div',
      { class: 'view-title' },
      el('h1', { id: 'view-title', tabindex: '-1' }, viewName(here)),
      el('p', {}, viewAbout(here, audience)),
    ),
    isSampleHere
      ? button(
          { class: 'button plain sample', 'data-sample': true, 'aria-label': say('page.sample.add') },
          addSample,
          icon('plus'),
          el('span', {}, say('page.sample.add')),
        )
      : null,
  );
}

function emptyFor(here: string): HTMLElement {
  if (/^[@~]/.test(here)) return emptyView(say('page.empty.direct'), say('page.empty.directText'));
  const audience = audienceOf(here) ?? 'prospectors';
  const isFirst = audience === 'prospectors';
  return emptyView(
    say(`page.empty.${audience}`),
    say(`page.empty.${audience}Text`),
    ...(isFirst
      ? [button({ class: 'button primary' }, addSample, icon('plus'), say('page.sample.add'))]
      : []),
  );
}

function nobody(): HTMLElement {
  return emptyView(
    say('page.seat.nobodyTitle'),
    say('page.seat.nobodyText'),
    button({ class: 'button primary' }, openEnter, say('page.seat.enter')),
  );
}

function audienceOf(here: string): Audience | undefined {
  return frame().channels.find(({ channel }) => channel === here)?.audiences[0];
}

function drawTitle(): void {
  document.title = `${viewName(view())} · ${say('page.title')}`;
}

function hear(message: WireMessage): void {
  noticeMessage(message);
  if (feed?.channel === message.channel) feed.feed.take(message);
}

/** Bursts of changes are one look: at most twice a second. */
function somethingChanged(): void {
  reload ??= setTimeout(() => {
    reload = null;
    desk?.refresh();
    attempt(() => loadFrame());
  }, 500);
}
