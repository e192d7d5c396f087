/**
 * The guide in the margin: five steps from a lead to a client. It ticks itself off by what really happened, and goes
 * away when everything has.
 */
import type { Role } from '../../../src/core/member.ts';
import type { Happened, Seat } from '../desk.ts';
import { button, byId, el } from './dom.ts';
import { copyText } from './card-view.ts';
import { icon } from './icons.ts';
import { addSample } from './sample.ts';
import { frame, lastInRole, lookAt, onSession, sitDown, view } from './session.ts';
import type { View } from './session.ts';
import { attempt } from './toasts.ts';
import { viewName } from './view-names.ts';
import { say } from './words.ts';

type Step = {
  readonly id: 'lead' | 'claim' | 'qualify' | 'close' | 'take';
  readonly isDone: (happened: Happened) => boolean;
  /** Whose deed it is, and where. */
  readonly role: Role | null;
  readonly at: View;
};

const steps: readonly Step[] = [
  { id: 'lead', isDone: ({ received }) => received, role: null, at: 'prospectors' },
  { id: 'claim', isDone: ({ claimed }) => claimed, role: 'prospector', at: 'prospectors' },
  { id: 'qualify', isDone: ({ qualified }) => qualified, role: 'prospector', at: '@' },
  {
    id: 'close',
    isDone: ({ accepted, converted }) => accepted && converted,
    role: 'closer',
    at: 'closers',
  },
  { id: 'take', isDone: ({ taken }) => taken, role: 'account_manager', at: 'account_team' },
];

export function startTour(): void {
  onSession((why) => {
    if (why !== 'unread') draw();
  });
  draw();
}

function draw(): void {
  const aside = byId('tour');
  const { tour } = frame();
  const isShown = tour !== null && localStorage.getItem(finishedKey) === null;
  aside.hidden = !isShown;
  document.body.classList.toggle('has-tour', isShown);
  if (tour === null || !isShown) return;
  const isFolded = foldedByHand() ?? isNarrow();
  document.body.classList.toggle('has-folded-tour', isFolded);
  const current = steps.findIndex((step) => !step.isDone(tour));
  const focused = document.activeElement?.getAttribute('data-tour') ?? null;
  aside.replaceChildren(
    head(tour, isFolded),
    ...(isFolded
      ? []
      : [
          el(
            'ol',
            { class: 'tour-steps' },
            ...steps.map((step, index) => stepView(step, index, current, tour)),
          ),
        ]),
    ...(current === -1 && !isFolded ? [finale()] : []),
  );
  if (focused !== null) aside.querySelector<HTMLElement>(`[data-tour="${focused}"]`)?.focus();
}

function head(tour: Happened, isFolded: boolean): HTMLElement {
  const done = steps.filter((step) => step.isDone(tour)).length;
  const current = steps.find((step) => !step.isDone(tour));
  const bar = el('progress', { class: 'tour-bar', max: steps.length, value: done });
  bar.setAttribute('aria-label', say('page.tour.progress', { done, all: steps.length }));
  return el(
    'header',
    { class: 'tour-head' },
    el(
      'div',
      { class: 'tour-title' },
      icon('compass'),
      el('h2', {}, isFolded && current ? say(`page.tour.${current.id}`) : say('page.tour.title')),
      el('span', { class: 'tour-count' }, say('page.tour.progress', { done, all: steps.length })),
      button(
        {
          class: 'icon-button',
          'data-tour': 'fold',
          'aria-expanded': String(!isFolded),
          'aria-label': say(isFolded ? 'page.tour.expand' : 'page.tour.collapse'),
        },
        () => {
          sessionStorage.setItem(foldedKey, String(!isFolded));
          draw();
        },
        icon(isFolded ? 'down' : 'up'),
      ),
    ),
    bar,
  );
}

function stepView(step: Step, index: number, current: number, tour: Happened): HTMLElement {
  const isDone = step.isDone(tour);
  const isCurrent = index === current;
  return el(
    'li',
    {
      class: `tour-step${isDone ? ' is-done' : ''}${isCurrent ? ' is-current' : ''}`,
      'data-step': step.id,
      'aria-current': isCurrent ? 'step' : null,
    },
    el(
      'span',
      {
        class: 'tour-number',
        role: isDone ? 'img' : null,
        'aria-label': isDone ? say('page.tour.doneMark') : null,
      },
      isDone ? icon('check') : String(index + 1),
    ),
    el(
      'div',
      { class: 'tour-body' },
      el('h3', {}, say(`page.tour.${step.id}`)),
      ...(isCurrent
        ? [
            el('p', {}, say(`page.tour.${step.id}Text`)),
            ...(step.role === null
              ? firstLead()
              : [el('div', { class: 'tour-ways' }, ...waysTo(step, step.role, tour))]),
          ]
        : []),
    ),
  );
}

function firstLead(): readonly HTMLElement[] {
  const curl = curlLine();
  const copy = button(
    { class: 'copy', 'data-tour': 'copy', 'aria-label': say('page.feed.copy') },
    () => attempt(() => copyText(curl, copy)),
    icon('copy'),
  );
  return [
    el(
      'div',
      { class: 'tour-ways' },
      button(
        { class: 'button primary', 'data-tour': 'sample' },
        () => {
          makeRoom();
          addSample();
          lookAt('prospectors');
        },
        icon('plus'),
        say('page.sample.add'),
      ),
    ),
    el('p', { class: 'tour-or' }, say('page.tour.leadOr')),
    el('div', { class: 'curl' }, el('code', { tabindex: '0' }, curl), copy),
  ];
}

/** Leads to the seat whose turn it is, and to where it is done. */
function waysTo(step: Step, role: Role, tour: Happened): readonly HTMLElement[] {
  const { seat, seats } = frame();
  const at = step.id === 'close' && tour.accepted ? '@' : step.at;
  const isRight = seat?.roles.includes(role) ?? false;
  const who: Seat | null = isRight ? seat : seatFor(role, seats);
  if (who === null) return [];
  const target = at === '@' ? `@${who.person}` : at;
  if (isRight && view() === target) return [];
  const label = isRight
    ? at === '@'
      ? say('page.tour.openDirect')
      : say('page.tour.open', { where: viewName(target) })
    : say('page.tour.through', { name: who.name });
  return [
    button(
      { class: 'button primary', 'data-tour': 'go' },
      () => {
        makeRoom();
        if (isRight) lookAt(target);
        else attempt(() => sitDown(who.person, at));
      },
      label,
      icon('arrow'),
    ),
  ];
}

/** Who sat in this role last, for the lead is theirs; else whoever holds it and as little besides as can be. */
function seatFor(role: Role, seats: readonly Seat[]): Seat | null {
  const able = seats.filter((seat) => seat.roles.includes(role));
  const last = lastInRole(role);
  return (
    able.find((seat) => seat.person === last && !seat.roles.includes('manager')) ??
    able.toSorted((one, other) => one.roles.length - other.roles.length)[0] ??
    null
  );
}

function finale(): HTMLElement {
  return el(
    'div',
    { class: 'tour-done' },
    el('h3', {}, say('page.tour.done')),
    el('p', {}, say('page.tour.doneText')),
    button(
      { class: 'button primary', 'data-tour': 'finish' },
      () => {
        localStorage.setItem(finishedKey, 'yes');
        draw();
      },
      say('page.tour.finish'),
    ),
  );
}

/** The same line that the terminal shows at the start, with this page's own address. */
function curlLine(): string {
  const token = frame().token ?? '$API_TOKEN';
  return (
    `curl ${location.origin}/api/leads -H 'Authorization: Bearer ${token}' ` +
    `-d name='Iryna Koval' -d phone='067 123 45 67' -d source=website`
  );
}

/** Where the guide lies above the channel, it folds itself so that one sees what is to be pressed. */
function makeRoom(): void {
  if (isNarrow()) sessionStorage.setItem(foldedKey, 'true');
  draw();
}

function isNarrow(): boolean {
  return matchMedia('(max-width: 1180px)').matches;
}

function foldedByHand(): boolean | null {
  const kept = sessionStorage.getItem(foldedKey);
  return kept === null ? null : kept === 'true';
}

const foldedKey = 'baton.tour.folded';
const finishedKey = 'baton.tour.finished';
