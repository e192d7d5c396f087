/** The manager's desk: people. Who is there, with which roles; adding, changing, inviting, letting go. */
import type { DeskPerson } from '../desk.ts';
import { change, get } from './api.ts';
import { copyText } from './card-view.ts';
import { confirmDialog, openDialog } from './dialogs.ts';
import { openMove } from './desk-move.ts';
import { openPerson } from './desk-person.ts';
import { avatar, button, el } from './dom.ts';
import { icon } from './icons.ts';
import { timeOf } from './moments.ts';
import { frame } from './session.ts';
import { attempt, tellFailure, toast } from './toasts.ts';
import { say } from './words.ts';

export type DeskView = { readonly element: HTMLElement; refresh(): void };

export function peopleDesk(): DeskView {
  const count = el('p', { class: 'desk-count', role: 'status' });
  const list = el('ul', { class: 'rows' });
  const news = newsOf();
  const dismiss = button(
    { class: 'button plain', 'data-desk': 'dismiss', hidden: true },
    () => sendSampleHome(refresh),
    say('page.people.dismiss'),
  );
  const refresh = () =>
    attempt(async () => {
      const { items } = await get<{ items: readonly DeskPerson[] }>('/web/people');
      if (!news.differs(items)) return;
      const present = items.filter(({ isActive }) => isActive);
      dismiss.hidden = !present.some(({ isSample }) => isSample) || present.every(({ isSample }) => isSample);
      count.textContent = say('page.people.count', { count: items.length });
      list.replaceChildren(...items.map((person) => personRow(person, items, refresh)));
    });
  refresh();
  const element = el(
    'section',
    { class: 'desk' },
    el(
      'div',
      { class: 'desk-bar' },
      count,
      dismiss,
      button(
        { class: 'button primary', 'data-desk': 'add' },
        () => openPerson(null, refresh),
        icon('plus'),
        say('page.people.add'),
      ),
    ),
    list,
  );
  return { element, refresh };
}

/**
 * Tells whether what was read differs from what is drawn. Rows that are right already are left alone: somebody may be
 * about to press a button in them.
 */
export function newsOf(): { differs(items: unknown): boolean } {
  let drawn: string | null = null;
  return {
    differs(items) {
      const now = JSON.stringify(items);
      const isNew = now !== drawn;
      drawn = now;
      return isNew;
    },
  };
}

function personRow(person: DeskPerson, people: readonly DeskPerson[], refresh: () => void): HTMLElement {
  const move = (isLeaving: boolean) => openMove({ person, people, isLeaving, changed: refresh });
  return el(
    'li',
    { class: `row${person.isActive ? '' : ' is-off'}`, 'data-person': person.id },
    avatar(person.name, 'large'),
    el(
      'div',
      { class: 'row-main' },
      el(
        'p',
        { class: 'row-title' },
        el('strong', {}, person.name),
        person.isAway ? el('span', { class: 'tag' }, say('page.seat.away')) : null,
        person.isActive ? null : el('span', { class: 'tag warn' }, say('page.people.inactive')),
      ),
      el('p', { class: 'row-tags' }, ...roleTags(person)),
      el(
        'p',
        { class: 'row-quiet' },
        [
          say(`names.language.${person.language}`),
          person.platforms.map((platform) => say(`names.platform.${platform}`)).join(', ') ||
            say('page.people.notHere'),
          ...(person.held > 0 ? [say('page.people.held', { count: person.held })] : []),
        ].join(' · '),
      ),
    ),
    el(
      'div',
      { class: 'row-actions' },
      button(
        { class: 'button plain', 'data-desk': 'edit' },
        () => openPerson(person, refresh),
        say('page.people.edit'),
      ),
      person.isActive
        ? button(
            { class: 'button plain', 'data-desk': 'code' },
            () => attempt(() => invite(person.id)),
            say('page.people.invite'),
          )
        : null,
      person.held > 0
        ? button({ class: 'button plain', 'data-desk': 'move' }, () => move(false), say('page.people.move'))
        : null,
      person.isActive
        ? button(
            { class: 'button plain danger', 'data-desk': 'off' },
            () => move(true),
            say('page.people.deactivate'),
          )
        : button(
            { class: 'button plain', 'data-desk': 'on' },
            () => attempt(() => saveActive(person, true, refresh)),
            say('page.people.activate'),
          ),
    ),
  );
}

function roleTags(person: DeskPerson): readonly HTMLElement[] {
  if (person.roles.length === 0) return [el('span', { class: 'tag' }, say('page.people.noRoles'))];
  const { directions } = frame();
  return person.roles.map(({ role, direction }) => {
    const where = directions.find(({ id }) => id === direction)?.name ?? direction;
    return el(
      'span',
      { class: `tag role-${role}` },
      say(`names.role.${role}`),
      where === null ? null : ` · ${where}`,
    );
  });
}

function sendSampleHome(refresh: () => void): void {
  confirmDialog(
    say('page.people.dismissTitle'),
    say('page.people.dismissText'),
    say('page.people.dismiss'),
    async () => {
      const { value } = await change<{ value: { count: number } }>('POST', '/web/dismiss', {});
      toast(say('page.people.dismissed', { count: value.count }), 'done');
      refresh();
    },
    tellFailure,
  );
}

async function saveActive(person: DeskPerson, isActive: boolean, refresh: () => void): Promise<void> {
  await change('PATCH', `/web/people/${encodeURIComponent(person.id)}`, { isActive });
  toast(say('page.people.saved', { name: person.name }), 'done');
  refresh();
}

async function invite(id: string): Promise<void> {
  const { value } = await change<{ value: { code: string; expiresAt: number } }>('POST', '/web/invite', {
    id,
  });
  const line = `/baton join ${value.code}`;
  const copy = button(
    { class: 'copy', 'aria-label': say('page.feed.copy') },
    () => attempt(() => copyText(line, copy)),
    icon('copy'),
  );
  const [before = '', after = ''] = say('page.people.codeUntil', { time: '\u0000' }).split('\u0000');
  openDialog(
    'dialog',
    say('page.people.codeTitle'),
    say('page.people.codeText'),
    el('div', { class: 'curl code-line' }, el('code', { 'data-code': value.code }, line), copy),
    el('p', { class: 'row-quiet' }, before, timeOf(value.expiresAt, 'full'), after),
  );
}
