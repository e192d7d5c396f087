/** Що стоїть на домашній сторінці людини, де платформа таку має. */
import type { home as english } from '../en/home.ts';
import type { Same } from '../same.ts';

export const home = {
  title: 'Ваша робота, {name}',
  stranger: 'Ми ще не знайомі',
  strangerText: 'Попросіть у керівника код і надішліть його мені, тоді тут буде ваша робота.',
  waiting: {
    one: 'На вас чекає {count}',
    few: 'На вас чекають {count}',
    many: 'На вас чекають {count}',
    other: 'На вас чекають {count}',
  },
  free: {
    one: '{count} вільний лід',
    few: '{count} вільні ліди',
    many: '{count} вільних лідів',
    other: '{count} вільного ліда',
  },
  nextOf: 'Наступний: {direction}',
  week: 'Ваш тиждень',
  deed: {
    claimed: 'Взято в роботу',
    touched: 'Контактів',
    qualified: 'Кваліфіковано',
    accepted: 'Прийнято',
    converted: 'Виграно',
    taken: 'Взято клієнтів',
  },
  team: 'Команда',
  queue: {
    unclaimed: 'Ніхто не взяв',
    unaccepted: 'Жоден клоузер не прийняв',
    untaken: 'Клієнти без менеджера',
    inHand: 'У роботі',
    overdue: 'Прострочено',
  },
  away: 'Відсутні',
  awayUntil: '{name}, до {moment}',
  awayWithDeputy: '{name}, до {moment}; замість: {deputy}',
} as const satisfies Same<typeof english>;
