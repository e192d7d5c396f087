/**
 * A form as a dialog. What is wrong is said at the field, and what was typed stays: over a refusal, a broken network,
 * and over closing the dialog and opening it again.
 */
import type { Filled, Flaw, Form } from '../../../src/cards/form.ts';
import { Refusal } from './api.ts';
import { openDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { fieldView } from './form-fields.ts';
import { tellFailure } from './toasts.ts';
import { say } from './words.ts';

/** Sentences at fields, and the dialog stays; or it closes, and then this is done. */
export type Submitted = { readonly flaws: readonly Flaw[] } | { readonly after: () => void };

/** By the form's code. */
const drafts = new Map<string, Filled>();

/** The page asks its own questions in its own language, so a form need not say in which it is. */
export type PageForm = Omit<Form, 'language'>;

/** `tell`: how far it is, for what takes long. */
export function openForm(
  form: PageForm,
  submit: (filled: Filled, tell: (text: string) => void) => Promise<Submitted>,
): void {
  const draft = drafts.get(form.code);
  const fields = form.fields.map((field) => fieldView(field, draft?.[field.id] ?? field.value));
  const read = (): Filled => Object.fromEntries(fields.map((field) => [field.id, field.read()]));
  const problem = el('p', { class: 'form-problem', role: 'alert', hidden: true });
  const send = el('button', { type: 'submit', class: 'button primary' }, form.submit);
  const element = el(
    'form',
    { class: 'form', novalidate: true, 'data-form': form.code },
    el('div', { class: 'form-fields' }, ...fields.map((field) => field.element)),
    problem,
    el(
      'footer',
      { class: 'dialog-foot' },
      button({ class: 'button plain', 'data-cancel': true }, () => opened.close(), form.cancel),
      send,
    ),
  );
  const opened = openDialog('dialog', form.title, form.intro, element);

  let isSending = false;
  const show = (flaws: readonly Flaw[]) => {
    for (const field of fields) field.flaw(flaws.find((flaw) => flaw.field === field.id)?.says ?? null);
    // A flaw of no field of ours is still said.
    const loose = flaws.filter((flaw) => !fields.some((field) => field.id === flaw.field));
    problem.textContent = loose.map((flaw) => flaw.says).join(' ');
    problem.hidden = loose.length === 0;
    fields.find((field) => flaws.some((flaw) => flaw.field === field.id))?.focus();
  };
  const run = async () => {
    isSending = true;
    send.disabled = true;
    send.textContent = say('page.dialog.sending');
    try {
      const answer = await submit(read(), (text) => {
        send.textContent = text;
      });
      if ('flaws' in answer) show(answer.flaws);
      else {
        drafts.delete(form.code);
        done = true;
        opened.close();
        answer.after();
      }
    } catch (error) {
      if (error instanceof Refusal && error.status !== 401) show([{ field: '', says: error.message }]);
      else tellFailure(error);
    } finally {
      isSending = false;
      send.disabled = false;
      send.textContent = form.submit;
    }
  };
  let done = false;
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isSending) void run();
  });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element.requestSubmit();
  });
  opened.dialog.addEventListener('close', () => {
    if (!done) drafts.set(form.code, read());
  });
  fields[0]?.focus();
}
