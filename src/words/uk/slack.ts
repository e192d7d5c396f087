/** Що каже лише адаптер Slack. */
import type { slack as english } from '../en/slack.ts';
import type { Same } from '../same.ts';

export const slack = {
  /** Замість поля, у якому нема з чого вибирати. */
  noChoices: 'вибирати нема з чого',
  firstChoices: {
    one: 'Тут показано лише перший {count} варіант.',
    few: 'Тут показано лише перші {count} варіанти.',
    many: 'Тут показано лише перші {count} варіантів.',
    other: 'Тут показано лише перші {count} варіанта.',
  },
  typed: 'Що ви написали',
  /** Форму не відкрити з повідомлення; до неї веде кнопка. */
  openForm: 'Відкрити форму',
  /** Між натисканням і формою Slack дає три секунди. */
  formLate: 'Slack не дав мені вчасно відкрити форму. Натисніть ще раз.',
  close: 'Закрити',
} as const satisfies Same<typeof english>;
