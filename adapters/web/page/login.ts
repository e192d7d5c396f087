/** The login beyond loopback: the API's token opens the page. */
import { Refusal, change } from './api.ts';
import { byId, el } from './dom.ts';
import { loadWords, say } from './words.ts';

const kept = localStorage.getItem('baton.language');
const preferred = document.documentElement.lang === 'uk' ? 'uk' : 'en';
await loadWords(kept === 'en' || kept === 'uk' ? kept : preferred);

const input = el('input', {
  type: 'password',
  id: 'token',
  autocomplete: 'current-password',
  required: true,
});
const flaw = el('p', { class: 'field-flaw', role: 'alert', id: 'flaw', hidden: true });
const send = el('button', { type: 'submit', class: 'button primary' }, say('page.login.submit'));
const form = el(
  'form',
  { class: 'login-form' },
  el('label', { class: 'field-label', for: 'token' }, say('page.login.token')),
  input,
  flaw,
  send,
);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  send.disabled = true;
  change('POST', '/web/login', { token: input.value })
    .then(
      () => location.replace('/'),
      (error: unknown) => {
        flaw.textContent = error instanceof Refusal ? error.message : say('page.problems.away');
        flaw.hidden = false;
        input.select();
      },
    )
    .finally(() => (send.disabled = false));
});

document.title = say('page.login.title');
byId('login').replaceChildren(
  el('img', { src: '/web/page/mark.svg', alt: '', width: 52, height: 52 }),
  el('h1', {}, say('page.login.title')),
  el('p', {}, say('page.login.intro')),
  form,
);
input.focus();
