/** Where one types to the bot, as after `/baton`, with the most usual requests as chips. */
import { button, el } from './dom.ts';
import { icon } from './icons.ts';
import { ask } from './replies.ts';
import { attempt } from './toasts.ts';
import { say } from './words.ts';

const chips = ['next', 'mine', 'add', 'help'] as const;
const managerChips = ['digest', 'mine', 'add', 'help'] as const;

export function composer(channel: string | null, isManager: boolean): HTMLElement {
  const input = el('input', {
    type: 'text',
    name: 'ask',
    maxlength: 2000,
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder: say('page.composer.placeholder'),
    'aria-label': say('page.composer.label'),
  });
  const send = el(
    'button',
    { type: 'submit', class: 'send', 'aria-label': say('page.composer.send') },
    icon('send'),
  );
  let isAsking = false;
  const run = (text: string, typed: boolean) => {
    if (text.trim() === '' || isAsking) return;
    isAsking = true;
    attempt(async () => {
      try {
        await ask(text, channel);
        // Only what was answered is taken away; and not what has been typed since.
        if (typed && input.value === text) input.value = '';
      } finally {
        isAsking = false;
      }
    });
  };
  const form = el('form', { class: 'composer-line' }, input, send);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(input.value, true);
  });
  return el(
    'div',
    { class: 'composer' },
    el(
      'div',
      { class: 'chips', role: 'group', 'aria-label': say('page.composer.chips') },
      ...(isManager ? managerChips : chips).map((chip) =>
        button({ class: 'chip', 'data-ask': chip }, () => run(chip, false), say(`page.ask.${chip}`)),
      ),
    ),
    form,
  );
}
