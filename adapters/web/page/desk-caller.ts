/** Is this caller ours? A manager types a full number and hears who has the lead. The number is kept nowhere. */
import type { OurCaller } from '../desk.ts';
import { change, Refusal } from './api.ts';
import { openDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { fieldView } from './form-fields.ts';
import { icon } from './icons.ts';
import { tellFailure } from './toasts.ts';
import { say } from './words.ts';

export function callerButton(): HTMLElement {
  return button(
    { class: 'button plain', 'data-desk': 'caller' },
    openCaller,
    icon('phone'),
    say('page.caller.open'),
  );
}

function openCaller(): void {
  const phone = fieldView(
    {
      id: 'phone',
      label: say('page.caller.phone'),
      hint: say('page.caller.phoneHint'),
      kind: 'text',
      required: true,
      maxLength: 60,
      choices: [],
      value: null,
    },
    null,
  );
  const input = phone.element.querySelector('input');
  input?.setAttribute('inputmode', 'tel');
  const answer = el('p', { class: 'caller-answer', role: 'status', hidden: true });
  const send = el('button', { type: 'submit', class: 'button primary' }, say('page.caller.ask'));
  const form = el(
    'form',
    { class: 'form', novalidate: true, 'data-form': 'caller' },
    el('div', { class: 'form-fields' }, phone.element, answer),
    el(
      'footer',
      { class: 'dialog-foot' },
      button({ class: 'button plain' }, () => opened.close(), say('page.dialog.close')),
      send,
    ),
  );
  const opened = openDialog('dialog', say('page.caller.title'), say('page.caller.intro'), form);
  // An answer belongs to the number that was asked.
  input?.addEventListener('input', () => {
    answer.hidden = true;
    phone.flaw(null);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!send.disabled) void ask();
  });
  input?.focus();

  async function ask(): Promise<void> {
    send.disabled = true;
    answer.hidden = true;
    phone.flaw(null);
    const asked = String(phone.read());
    try {
      const { value } = await change<{ value: { found: OurCaller | null } }>('POST', '/web/caller', {
        phone: asked,
      });
      if (phone.read() !== asked) return;
      answer.hidden = false;
      answer.dataset['found'] = value.found === null ? 'no' : 'yes';
      answer.textContent = sentenceOf(value.found);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 401) tellFailure(error);
      else {
        phone.flaw(error.message);
        phone.focus();
      }
    } finally {
      send.disabled = false;
    }
  }
}

function sentenceOf(found: OurCaller | null): string {
  if (found === null) return say('page.caller.none');
  const { number, custodian } = found;
  const stage = say(`names.stage.${found.stage}`);
  return custodian === null
    ? say('page.caller.foundFree', { number, stage })
    : say('page.caller.found', { number, stage, name: custodian });
}
