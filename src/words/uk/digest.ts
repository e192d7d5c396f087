/** Що каже дайджест, крім цифр. */
import type { Same } from '../same.ts';
import type { digest as english } from '../en/digest.ts';

export const digest = {
  exception: {
    title: {
      one: '{count} лід потребує вас',
      few: '{count} ліди потребують вас',
      many: '{count} лідів потребують вас',
      other: '{count} ліда потребує вас',
    },
    none: 'Нічого не застрягло.',
    unclaimed: '{number} · ніхто не взяв, а строк був {due}',
    overdue: '{number} · веде {name}, а строк наступного кроку був {due}',
    unaccepted: '{number} · ніхто з клоузерів не прийняв, а строк був {due}',
    untaken: '{number} · про цього клієнта ніхто не дбає, а строк був {due}',
    no_next_step: '{number} · веде {name}, а далі нічого не заплановано від {due}',
    nudged: '{line} · запитано {at}',
    more: {
      one: '… і ще {count}',
      few: '… і ще {count}',
      many: '… і ще {count}',
      other: '… і ще {count}',
    },
    away: '{name}: немає до {until}, заступника теж, а чекає {waiting}',
    waiting: {
      one: '{count} лід',
      few: '{count} ліди',
      many: '{count} лідів',
      other: '{count} ліда',
    },
    button: '{label} {number}',
    person: '{label}: {name}',
  },
  change: '{value}, {change}',
  promises: 'Обіцяні дзвінки',
  promisesKept: 'зроблено {kept}, ні — {broken}',
  business: 'Нові та знайомі клієнти',
  businessCounts: 'нових {new}, знайомих {existing}',
  bottleneck: {
    text: 'Найвужче місце — {step}: {waiting}, за цей час {passed}; у такому темпі на це піде {time}.',
    stuck: 'Найвужче місце — {step}: {waiting}, а за цей час не пройшло нічого.',
    step: {
      claim: 'взяття лідів',
      qualify: 'кваліфікація',
      accept: 'прийняття',
      convert: 'закриття угод',
      take: 'передача на супровід',
    },
    waiting: {
      one: 'чекає {count} лід',
      few: 'чекають {count} ліди',
      many: 'чекає {count} лідів',
      other: 'чекає {count} ліда',
    },
    passed: {
      one: 'пройшов {count}',
      few: 'пройшло {count}',
      many: 'пройшло {count}',
      other: 'пройшло {count}',
    },
  },
  picture: {
    trend: 'Як ішло досі',
    alt: 'Воронка: {funnel}. {trend}',
    step: '{step} {much}',
    trendAlt: 'Надходило за періодами: {received}; нових клієнтів: {converted}.',
  },
} as const satisfies Same<typeof english>;
