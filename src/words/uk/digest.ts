/** Що каже дайджест, крім цифр. */
import type { Same } from '../same.ts';
import type { digest as english } from '../en/digest.ts';

export const digest = {
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
