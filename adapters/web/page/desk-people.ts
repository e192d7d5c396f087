/** The manager's desk: people. Who is there, with which roles; adding, changing, inviting, letting go. */
import type { Filled, Flaw, Form } from '../../../src/cards/form.ts';
import { languages, roles } from '../../../src/core/member.ts';
import type { DeskPerson, PersonInput } from '../desk.ts';
import { change, get } from './api.ts';
import { copyText } from './card-view.ts';
import { confirmDialog, openDialog } from './dialogs.ts';
import { avatar, button, el } from './dom.ts';
import { openForm } from './form-dialog.ts';
import { icon } from './icons.ts';
import { timeOf } from './moments.ts';
import { frame } from './session.ts';
import { attempt, tellFailure, toast } from './toasts.ts';
import { say, sayFirst } from './words.ts';

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
      list.replaceChildren(...items.map((person) => personRow(person, refresh)));
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

function personRow(person: DeskPerson, refresh: () => void): HTMLElement {
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
      person.isActive
        ? button(
            { class: 'button plain danger', 'data-desk': 'off' },
            () => letGo(person, refresh),
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

function openPerson(person: DeskPerson | null, refresh: () => void): void {
  openForm(personForm(person), async (filled) => {
    const flaws = flawsOf(filled);
    if (flaws.length > 0) return { flaws };
    const input = inputOf(filled);
    if (person === null) await change('POST', '/web/people', input);
    else await change('PATCH', `/web/people/${encodeURIComponent(person.id)}`, input);
    return {
      after() {
        toast(say(person === null ? 'page.people.added' : 'page.people.saved', { name: input.name }), 'done');
        refresh();
      },
    };
  });
}

function personForm(person: DeskPerson | null): Form {
  const { directions } = frame();
  const field = { hint: null, required: true, maxLength: 80, choices: [] };
  return {
    code: `person ${person?.id ?? 'new'}`,
    title: person ? say('page.people.editTitle', { name: person.name }) : say('page.people.add'),
    intro: null,
    submit: say('page.dialog.save'),
    cancel: say('page.dialog.cancel'),
    fields: [
      { ...field, id: 'name', label: say('page.people.name'), kind: 'text', value: person?.name ?? null },
      {
        ...field,
        id: 'roles',
        label: say('page.people.roles'),
        kind: 'several choices',
        required: false,
        choices: roles.map((role) => ({ id: role, label: sayFirst(`names.role.${role}`) })),
        value: [...new Set(person?.roles.map(({ role }) => role))],
      },
      {
        ...field,
        id: 'direction',
        label: say('page.people.direction'),
        kind: 'choice',
        choices: [
          { id: everywhere, label: sayFirst('page.people.allDirections') },
          ...directions.map(({ id, name }) => ({ id, label: name })),
        ],
        value: person?.roles[0]?.direction ?? everywhere,
      },
      languageField(say('page.people.language'), person?.language ?? frame().seat?.language ?? 'en'),
    ],
  };
}

export function languageField(label: string, value: string): Form['fields'][number] {
  return {
    id: 'language',
    label,
    hint: null,
    kind: 'choice',
    required: true,
    maxLength: 2,
    choices: languages.map((one) => ({ id: one, label: say(`names.language.${one}`) })),
    value,
  };
}

function flawsOf(filled: Filled): readonly Flaw[] {
  const isNamed = String(filled['name'] ?? '').trim() !== '';
  return isNamed ? [] : [{ field: 'name', says: say('page.dialog.required') }];
}

function inputOf(filled: Filled): PersonInput {
  const chosen = filled['roles'] ?? [];
  return {
    name: String(filled['name'] ?? '').trim(),
    roles: roles.filter((role) => chosen.includes(role)),
    direction: filled['direction'] === everywhere ? null : String(filled['direction']),
    language: languages.find((one) => one === filled['language']) ?? 'en',
  };
}

function letGo(person: DeskPerson, refresh: () => void): void {
  confirmDialog(
    say('page.people.deactivateTitle', { name: person.name }),
    say('page.people.deactivateText'),
    say('page.people.deactivate'),
    () => saveActive(person, false, refresh),
    tellFailure,
  );
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

/** A choice needs an id, and no direction is called so: ids have no asterisk. */
export const everywhere = '*';
