/**
 * Short private sentences in the corner. A screen reader says them; they go away by themselves, and what is under them
 * can be pressed all the while.
 */
import { byId, button, el } from './dom.ts';
import { icon } from './icons.ts';
import type { IconName } from './icons.ts';
import { Refusal } from './api.ts';
import { say } from './words.ts';

export type Tone = 'done' | 'quiet' | 'refused';

const icons: Readonly<Record<Tone, IconName>> = { done: 'check', quiet: 'info', refused: 'warn' };
const doneMs = 5_000;
/** What needs reading stands longer. */
const otherMs = 9_000;

export function toast(
  text: string,
  tone: Tone,
  act?: { readonly label: string; readonly run: () => void },
): void {
  const shown = el(
    'div',
    { class: `toast ${tone}` },
    icon(icons[tone]),
    el(
      'div',
      { class: 'toast-body' },
      el('p', { class: 'toast-text' }, text),
      act
        ? button(
            { class: 'link', 'data-toast': 'act' },
            () => {
              shown.remove();
              act.run();
            },
            act.label,
          )
        : null,
    ),
    button(
      { class: 'icon-button', 'aria-label': say('page.reply.close') },
      () => shown.remove(),
      icon('close'),
    ),
  );
  const list = toastList();
  list.append(shown);
  while (list.children.length > 3) list.firstElementChild?.remove();
  if (act) return;
  setTimeout(() => shown.remove(), tone === 'done' ? doneMs : otherMs);
}

/** What was told to somebody is not for the eyes of the next. */
export function clearToasts(): void {
  byId('toasts').replaceChildren();
}

/** Runs what a person asked for; what goes wrong is told, never swallowed. */
export function attempt(run: () => Promise<void>): void {
  run().catch((error: unknown) => tellFailure(error));
}

export function tellFailure(error: unknown): void {
  if (error instanceof Refusal && error.status === 401) {
    toast(say('page.problems.restarted'), 'refused', {
      label: say('page.problems.reload'),
      run: () => location.reload(),
    });
    return;
  }
  toast(error instanceof Refusal ? error.message : say('page.problems.away'), 'refused');
  // What the network did is told kindly; anything else is a mistake of ours and belongs where developers look.
  if (!(error instanceof Refusal) && !(error instanceof TypeError)) reportError(error);
}

/**
 * An open dialog is above everything else on the page, so toasts go into it: there they can be seen and pressed.
 */
function toastList(): HTMLElement {
  const list = byId('toasts');
  const open = [...document.querySelectorAll('dialog[open]')].at(-1);
  const home = open ?? document.body;
  if (list.parentElement !== home) home.append(list);
  return list;
}

/** Takes the toasts out of a dialog that is about to go. */
export function rescueToasts(from: HTMLElement): void {
  const list = byId('toasts');
  if (list.parentElement === from) document.body.append(list);
}
