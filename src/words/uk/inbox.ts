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
  cancelled: 'Скасовано. Нічого не змінено.',
} as const satisfies Same<typeof en>;
