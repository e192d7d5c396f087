/** Відповіді на запити словами й тим, кому питати не можна. */
import type { inbox as en } from '../en/inbox.ts';
import type { Same } from '../same.ts';

export const inbox = {
  unknownAsk: 'Я не знаю «{text}». Ось що я вмію:',
  notKnown: 'Ми ще не знайомі, {name}. Попросіть у керівника код і надішліть мені «join КОД».',
  privateOnly: 'Будь ласка, напишіть мені «{text}» у приватному чаті.',
  nothingFree: 'Зараз вільних лідів немає. Щойно надійде наступний, я його опублікую.',
  nothingFound: 'За запитом «{text}» нічого не знайдено.',
  findWhat: 'Що шукати? Напишіть «find» і номер, ім’я, телефон або компанію.',
  whichLead: 'Який лід? Напишіть номер, наприклад «{ask} L-1042».',
  noSuchLead: 'Ліда {number} я не знаю.',
  nothingMine: 'У вас нічого в роботі. Напишіть «next», і я дам вам лід.',
  added: '{number} додано.',
  addedKnown: 'Цей контакт уже відомий: {number}.',
  notForYou: 'Це можуть лише керівники.',
  addedAfter: '{number} додано. Він продовжує {previous}.',
  unknownDirection: 'Напряму «{direction}» я не знаю. Є такі: {known}.',
  notYet: 'Цього я поки не вмію.',
  planNotYet: 'Планів поки немає. Цифри покаже «digest».',
  whichPeriod: 'За які дні? Напишіть «digest» і today, yesterday, week або month.',
  formOver: 'Це кнопка форми, яку вже закрито. Відкрийте її ще раз із картки.',
  problem: {
    too_long: 'Задовгий текст: щонайбільше {max} символів.',
    too_many: 'Забагато: щонайбільше {max}.',
    no_contact: 'Потрібен телефон або e-mail.',
    not_a_phone: 'Не вдалося прочитати номер телефону. Напишіть його з кодом, наприклад +380 67 123 45 67.',
    not_an_email: 'Це не схоже на адресу e-mail.',
    not_a_moment: 'Це не дата й не час. Напишіть так: 2026-03-04 або 2026-03-04T10:00:00Z.',
    moment_out_of_range: 'Цей момент надто давній або ще не настав.',
    unknown_direction: 'Такого напряму немає. Є такі: {known}.',
  },
  cancelled: 'Скасовано. Нічого не змінено.',
} as const satisfies Same<typeof en>;
