/** What people do, and the private answer: a toast, a sheet with a card, or a form. Only this window sees it. */
import type { WireReply } from '../wire.ts';
import { deliver } from './api.ts';
import { cardView } from './card-view.ts';
import { openDialog } from './dialogs.ts';
import { el } from './dom.ts';
import { openForm } from './form-dialog.ts';
import { icon } from './icons.ts';
import { attempt, toast } from './toasts.ts';
import { say } from './words.ts';

/** Where something was done; null: in no place, as in a sheet. */
export type Where = { readonly channel: string | null; readonly message: string | null };
const nowhere: Where = { channel: null, message: null };

export function press(code: string, where: Where, from: HTMLButtonElement | null): void {
  if (from?.disabled) return;
  busy(from, true);
  attempt(async () => {
    try {
      show(await deliver<WireReply>('/web/press', { code, ...where }), where.channel);
    } finally {
      busy(from, false);
    }
  });
}

export async function ask(text: string, channel: string | null): Promise<void> {
  show(await deliver<WireReply>('/web/ask', { text, channel }), channel);
}

/** Buttons of cards anywhere inside `root` are pressed through here. */
export function pressesIn(root: HTMLElement, whereOf: (button: HTMLElement) => Where): void {
  root.addEventListener('click', (event) => {
    const pressed = event.target instanceof Element ? event.target.closest('button[data-action]') : null;
    if (!(pressed instanceof HTMLButtonElement)) return;
    press(pressed.dataset['action'] ?? '', whereOf(pressed), pressed);
  });
}

export function show(reply: WireReply, channel: string | null): void {
  switch (reply.type) {
    case 'say':
      if (reply.card) openSheet(reply.text, reply.card);
      else toast(reply.text, reply.tone);
      return;
    case 'form': {
      const { form } = reply;
      openForm(form, async (filled) => {
        const answer = await deliver<WireReply>('/web/submit', { code: form.code, filled, channel });
        return answer.type === 'flaws' ? { flaws: answer.flaws } : { after: () => show(answer, channel) };
      });
      return;
    }
    case 'flaws':
      toast(reply.flaws.map(({ says }) => says).join(' '), 'refused');
  }
}

function openSheet(text: string, card: NonNullable<Extract<WireReply, { type: 'say' }>['card']>): void {
  const isSaid = text === '' || text === card.title;
  const content = el('div', { class: 'sheet-body' }, cardView(card, !isSaid));
  const { dialog } = openDialog(
    'sheet',
    isSaid ? card.title : text,
    null,
    el('p', { class: 'only-you' }, icon('lock'), say('page.reply.onlyYou')),
    content,
  );
  pressesIn(content, () => nowhere);
  // A button that leads on takes the place of this sheet.
  content.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('button[data-action]') !== null)
      dialog.close();
  });
}

function busy(pressed: HTMLButtonElement | null, isBusy: boolean): void {
  if (pressed === null) return;
  pressed.disabled = isBusy;
  pressed.classList.toggle('is-busy', isBusy);
}
