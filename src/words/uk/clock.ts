/** Що каже годинник: час спливає, час вийшов, щось повертається. */
import type { clock as en } from '../en/clock.ts';
import type { Same } from '../same.ts';

export const clock = {
  step: {
    warn: 'час спливає',
    remind: 'час вийшов',
    'tell managers': 'повідомлено керівників',
    'give back': 'забрано назад',
  },
  coveredNoMore: 'більше ніхто',
  title: {
    warn: '{number}: час спливає',
    remind: '{number}: час вийшов',
    wake: '{number} знову в роботі',
    nudge: '{number}: як просувається?',
    givenBack: '{number} забрано назад',
    switchedOff: '{number} забрано назад, нових лідів поки не буде',
    tellManagers: '{number} застряг',
  },
  text: {
    warn: 'Наступний крок — до {due}.',
    remind: 'Наступний крок мав бути до {due}.',
    wake: 'Ви відклали його до цього часу. Саме час продовжити.',
    wakeCovered: '{name} відклав лід до цього часу, а ви заступаєте.',
    nudge: 'Керівник питає про цей лід. Запишіть, що зроблено, або скажіть, що заважає.',
    givenBack: 'Перший дотик не встигли зробити, тож тепер його можуть узяти інші.',
    switchedOff:
      'Це вже другий лід поспіль без першого дотику. Натисніть «Я знову в роботі», і нові ліди знову надходитимуть.',
    tellManagers: 'Веде {name}, наступний крок мав бути до {due}.',
    tellManagersFree: 'Його ніхто не взяв, а мали до {due}.',
    covered: 'Ви заступаєте: {name}.',
  },
  offer: {
    title: '{number}: ваша черга',
    text: 'Візьміть лід або відмовтеся й назвіть причину. До {until} його запропоновано лише вам.',
    over: 'Його пропонували вам, але час минув.',
    channel: 'Новий лід. Його пропонують по черзі.',
    toAll: 'усім',
    whyNot: 'Чому ні? Тоді ваша черга мине, і лід запропонують наступному.',
    declined: 'Гаразд, {number} запропоновано наступному.',
    declinedBefore: 'Від {number} ви вже відмовилися.',
    reason: {
      busy: 'Зараз немає часу',
      not_my_field: 'Не моя тема',
      knows_them: 'Ми знайомі',
      other: 'Інша причина',
    },
  },
  fair: {
    asked: 'Записано. За кілька секунд вирішиться, кому дістанеться {number}: тому, хто чекає найдовше.',
    lostTitle: '{number} дістався іншому: {name}',
    lostText: 'Натиснули кілька людей, а {name} чекає довше. Наступний може бути вашим.',
  },
  away: {
    title: 'До якого часу вас немає?',
    text: 'Доти нові ліди до вас не надходять. Інший день або заступника напишіть так, як показано вище.',
    tomorrow: 'До завтра',
    monday: 'До понеділка',
    week: 'На тиждень',
    covered: {
      one: '{deputy} заступає вас у {count} ліді.',
      few: '{deputy} заступає вас у {count} лідах.',
      many: '{deputy} заступає вас у {count} лідах.',
      other: '{deputy} заступає вас у {count} ліда.',
    },
  },
  sum: {
    yours: {
      one: '{count} ваш лід чекає на вас',
      few: '{count} ваші ліди чекають на вас',
      many: '{count} ваших лідів чекають на вас',
      other: '{count} вашого ліда чекають на вас',
    },
    place: {
      one: '{count} лід чекає, щоб його взяли',
      few: '{count} ліди чекають, щоб їх узяли',
      many: '{count} лідів чекають, щоб їх узяли',
      other: '{count} ліда чекають, щоб їх узяли',
    },
    managers: {
      one: '{count} лід застряг',
      few: '{count} ліди застрягли',
      many: '{count} лідів застрягли',
      other: '{count} ліда застрягли',
    },
    more: {
      one: '… і ще {count}',
      few: '… і ще {count}',
      many: '… і ще {count}',
      other: '… і ще {count}',
    },
    warn: '{number}: до {due}',
    remind: '{number}: мало бути до {due}',
    wake: '{number}: знову в роботі',
    nudge: '{number}: питає керівник',
    givenBack: '{number}: забрано назад',
    switchedOff: '{number}: забрано назад, нових лідів не буде, доки не натиснете «Я знову в роботі»',
    tellManagers: '{number}: {name}, мало бути до {due}',
    tellManagersFree: '{number}: ніхто не взяв, мали до {due}',
  },
} as const satisfies Same<typeof en>;
