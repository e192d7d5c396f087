/** Opens and closes dialogs and sheets: Esc and a press beside them close, the focus goes back to where it was. */
import { button, el } from './dom.ts';
import type { Child } from './dom.ts';
import { icon } from './icons.ts';
import { rescueToasts } from './toasts.ts';
import { say } from './words.ts';

export type Opened = { readonly dialog: HTMLDialogElement; close(): void };

export function openDialog(
  look: 'dialog' | 'sheet',
  title: string,
  intro: string | null,
  ...content: readonly Child[]
): Opened {
  const before = document.activeElement;
  const dialog = el('dialog', { class: look, 'aria-labelledby': 'dialog-title' });
  const close = () => dialog.close();
  dialog.append(
    el(
      'div',
      { class: 'dialog-frame' },
      el(
        'header',
        { class: 'dialog-head' },
        el('h2', { id: 'dialog-title' }, title),
        button({ class: 'icon-button', 'aria-label': say('page.dialog.close') }, close, icon('close')),
      ),
      intro === null ? null : el('p', { class: 'dialog-intro' }, intro),
      ...content,
    ),
  );
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => {
    rescueToasts(dialog);
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  // One id may stand once: the dialog below this one, if there is one, keeps its title without it.
  for (const older of document.querySelectorAll('#dialog-title')) older.removeAttribute('id');
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, close };
}

/** Asks before something that hurts. `after`: when it is done, and the dialog gone. */
export function confirmDialog(
  title: string,
  text: string,
  label: string,
  run: (tell: (text: string) => void) => Promise<void>,
  onError: (error: unknown) => void,
  after: () => void = () => undefined,
): void {
  const sure = button(
    { class: 'button danger solid' },
    () => {
      sure.disabled = true;
      void carryOut();
    },
    label,
  );
  const carryOut = async () => {
    try {
      await run((progress) => {
        sure.textContent = progress;
      });
    } catch (error) {
      onError(error);
      return;
    } finally {
      sure.disabled = false;
      sure.textContent = label;
    }
    opened.close();
    after();
  };
  const opened = openDialog(
    'dialog',
    title,
    text,
    el(
      'footer',
      { class: 'dialog-foot' },
      button({ class: 'button plain' }, () => opened.close(), say('page.dialog.cancel')),
      sure,
    ),
  );
}
