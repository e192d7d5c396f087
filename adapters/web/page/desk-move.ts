/**
 * Handing over all that one person has: on a sick day, or when they leave. What will happen is told in counts before
 * anything does.
 */
import type { DeskPerson, Move, MovePreview } from '../desk.ts';
import { moveOver, tellBulk } from './bulk.ts';
import { change, Refusal } from './api.ts';
import { openDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { frame } from './session.ts';
import { tellFailure, toast } from './toasts.ts';
import { say, sayFirst } from './words.ts';

type Moving = {
  readonly person: DeskPerson;
  /** All who are in the team. */
  readonly people: readonly DeskPerson[];
  /** Whether they leave the team, too. */
  readonly isLeaving: boolean;
  readonly changed: () => void;
};

export function openMove(moving: Moving): void {
  const { person, people, isLeaving } = moving;
  const { name } = person;
  let preview: MovePreview | null = null;
  let turn = 0;
  const to = el(
    'select',
    { id: 'move-to' },
    el('option', { value: '' }, say('page.bulk.moveQueue')),
    ...people
      .filter((one) => one.isActive && one.id !== person.id)
      .map((one) => el('option', { value: one.id }, personLabel(one))),
  );
  const list = el('ul', { class: 'plain-rows', role: 'status', 'aria-label': say('page.bulk.preview') });
  const problem = el('p', { class: 'form-problem', role: 'alert', hidden: true });
  const send = el('button', {
    type: 'submit',
    class: isLeaving ? 'button danger solid' : 'button primary',
    'data-move': 'go',
  });
  const choice = el(
    'div',
    { class: 'form-fields' },
    el(
      'div',
      { class: 'field' },
      el(
        'label',
        { class: 'field-label', for: 'move-to' },
        say(isLeaving ? 'page.people.giveTo' : 'page.bulk.moveTo'),
      ),
      to,
    ),
    list,
  );
  const form = el(
    'form',
    { class: 'form', novalidate: true, 'data-form': 'move' },
    isLeaving && person.held === 0 ? null : choice,
    problem,
    el(
      'footer',
      { class: 'dialog-foot' },
      button({ class: 'button plain' }, () => opened.close(), say('page.dialog.cancel')),
      send,
    ),
  );
  const opened = openDialog(
    'dialog',
    say(isLeaving ? 'page.people.deactivateTitle' : 'page.bulk.moveTitle', { name }),
    say(isLeaving ? 'page.people.deactivateText' : 'page.bulk.moveText'),
    form,
  );

  const moveNow = (): Move => ({ from: person.id, to: to.value === '' ? null : to.value });
  const drawSend = () => {
    const going = preview?.going ?? 0;
    const label = going === 0 ? say('page.people.move') : say('page.bulk.moveGo', { count: going });
    send.textContent = isLeaving ? say('page.people.deactivate') : label;
    // Whoever was chosen gets what they had, and not nobody: it is waited for what goes to them.
    send.disabled = isLeaving ? to.value !== '' && preview === null : going === 0;
  };
  const tellProblem = (error: unknown) => {
    if (!(error instanceof Refusal) || error.status === 401) {
      tellFailure(error);
      return;
    }
    problem.textContent = error.message;
    problem.hidden = false;
  };
  async function look(): Promise<void> {
    const mine = (turn += 1);
    preview = null;
    drawSend();
    try {
      const { value } = await change<{ value: MovePreview }>('POST', '/web/move/preview', moveNow());
      // Somebody else was chosen meanwhile.
      if (mine !== turn) return;
      preview = value;
      problem.hidden = true;
      list.replaceChildren(...previewRows(value, moving));
    } catch (error) {
      if (mine === turn) tellProblem(error);
    }
    drawSend();
  }
  async function run(): Promise<void> {
    send.disabled = true;
    const tell = (text: string) => {
      send.textContent = text;
    };
    const move = moveNow();
    try {
      // What nobody is named for becomes free by itself when they leave.
      const isMoved = !isLeaving || (move.to !== null && (preview?.going ?? 0) > 0);
      const end = isMoved ? await moveOver(move, preview?.going ?? 0, tell) : null;
      const hasLeft = isLeaving && (end === null || end.failure === null);
      if (hasLeft) await leave(person);
      opened.close();
      if (hasLeft) toast(say('page.people.gone', { name }), 'done');
      if (end === null) moving.changed();
      // Nothing can be given back to somebody who is gone, and what stayed was set free.
      else if (hasLeft)
        tellBulk({ ...end, back: [], refused: [] }, doneSentence(end.done, to), moving.changed);
      else tellBulk(end, doneSentence(end.done, to), moving.changed);
    } catch (error) {
      tellProblem(error);
      moving.changed();
    } finally {
      drawSend();
    }
  }
  to.addEventListener('change', () => void look());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!send.disabled) void run();
  });
  drawSend();
  if (!isLeaving || person.held > 0) void look();
  (isLeaving && person.held === 0 ? send : to).focus();
}

/** "Ben · prospector": who can take what is told by the role. */
export function personLabel({ name, roles }: DeskPerson): string {
  const held = [...new Set(roles.map(({ role }) => role))].map((role) => say(`names.role.${role}`));
  return [name, held.join(', ')].filter((part) => part !== '').join(' · ');
}

async function leave({ id }: DeskPerson): Promise<void> {
  await change('PATCH', `/web/people/${encodeURIComponent(id)}`, { isActive: false });
}

function doneSentence(count: number, to: HTMLSelectElement): string {
  if (to.value === '') return say('page.bulk.done.free', { count });
  const name = (to.selectedOptions[0]?.textContent ?? '').split(' · ')[0] ?? '';
  return say('page.bulk.done.assign', { count, name });
}

function previewRows({ groups }: MovePreview, { person, isLeaving }: Moving): readonly HTMLElement[] {
  if (groups.length === 0)
    return [el('li', { class: 'row-quiet' }, say('page.bulk.moveNone', { name: person.name }))];
  const { directions } = frame();
  return groups.map(({ stage, direction, count, says }) => {
    const where = directions.find(({ id }) => id === direction)?.name ?? direction;
    const stays = isLeaving ? say('page.bulk.freed') : say('page.bulk.stays');
    return el(
      'li',
      { class: says === null ? 'is-going' : 'is-staying' },
      el(
        'p',
        { class: 'row-title' },
        el('strong', {}, String(count)),
        el('span', { class: `pill stage-${stage}` }, sayFirst(`names.stage.${stage}`)),
        directions.length > 1 ? el('span', { class: 'row-quiet' }, where) : null,
        el('span', { class: 'move-what' }, says === null ? say('page.bulk.goes') : stays),
      ),
      says === null ? null : el('p', { class: 'row-quiet' }, says),
    );
  });
}
