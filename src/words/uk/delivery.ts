/** Що кажуть керівникам, коли щось не вдається доставити. */
import type { delivery as english } from '../en/delivery.ts';
import type { Same } from '../same.ts';

export const delivery = {
  title: 'Повідомлення не дійшло',
  placeShut:
    'Я більше не можу писати в канал {channel} ({platform}). Додайте мене знову й напишіть там, для кого він: /baton here. Картки, що чекають, надійдуть слідом.',
  personShut:
    '{name}: повідомлення не доходять ({platform}). Усе, що в роботі, лишається за цією людиною, але контакт туди не дійшов. Попросіть її написати мені один раз.',
  nobodyThere:
    '{name} веде {number}, але написати цій людині особисто мені нікуди. Запросіть її ще раз або призначте ліда комусь іншому.',
  refused: '{platform} відмовляється приймати повідомлення: {what}. Його відкладено, більше спроб не буде.',
  what: {
    card: 'картка {number}',
    message: 'повідомлення про {number}',
    other: 'воно не стосується жодного ліда',
  },
} as const satisfies Same<typeof english>;
