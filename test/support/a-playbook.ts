/** A small regulation for tests: one direction `main` in Kyiv, and `export` beside it, always open, in euros. */
import type { Direction, Hours, Limits, Playbook, Text } from '../../src/core/policy.ts';

const said = (en: string, uk: string): Text => ({ en, uk });

const day = [[9 * 60, 18 * 60]] as const;
export const officeHours: Hours = {
  timeZone: 'Europe/Kyiv',
  week: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] },
  holidays: ['2026-12-25'],
};

const always = [[0, 24 * 60]] as const;
const alwaysOpen: Hours = {
  timeZone: 'Europe/Berlin',
  week: { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always },
  holidays: [],
};

const minute = 60_000;
const hour = 60 * minute;

export function aDirection(parts: Partial<Direction> = {}): Direction {
  return {
    direction: 'main',
    name: said('Windows', 'Вікна'),
    country: 'UA',
    shape: 'three-stage',
    hours: officeHours,
    currency: 'UAH',
    times: {
      'claim within': 15 * minute,
      'first touch within': hour,
      'qualify within': 16 * hour,
      'accept within': 2 * hour,
      'close within': 80 * hour,
      'take within': 4 * hour,
      'first contact within': 8 * hour,
    },
    limits: { claimed: 3, accepted: 2, accounts: null, revealsADay: 2 },
    brief: [
      {
        id: 'need',
        label: said('What do they need?', 'Що їм потрібно?'),
        hint: null,
        kind: 'long text',
        required: true,
        choices: [],
      },
      {
        id: 'budget',
        label: said('Budget', 'Бюджет'),
        hint: null,
        kind: 'money',
        required: false,
        choices: [],
      },
      {
        id: 'when',
        label: said('When?', 'Коли?'),
        hint: null,
        kind: 'choice',
        required: true,
        choices: [
          { id: 'now', label: said('Now', 'Зараз') },
          { id: 'later', label: said('Later', 'Згодом') },
        ],
      },
    ],
    reasons: {
      disqualify: [
        { id: 'spam', label: said('Spam', 'Спам') },
        { id: 'no_need', label: said('No need', 'Немає потреби') },
      ],
      return: [
        { id: 'thin_brief', label: said('Thin brief', 'Бриф неповний') },
        { id: 'not_ready', label: said('Not ready', 'Не готовий') },
      ],
      lose: [
        { id: 'price', label: said('Price', 'Ціна') },
        { id: 'competitor', label: said('Competitor', 'Конкурент') },
      ],
    },
    scripts: {
      prospecting: said(
        'Say hello.\nAsk what they need.\nAgree on a time.',
        'Привітайтеся.\nЗапитайте про потребу.\nДомовтеся про час.',
      ),
      closing: said('Read the brief.\nName the price.', 'Прочитайте бриф.\nНазвіть ціну.'),
      account: said('Introduce yourself.\nAsk for a review.', 'Представтеся.\nПопросіть відгук.'),
    },
    ...parts,
  };
}

export const noLimits: Limits = { claimed: null, accepted: null, accounts: null, revealsADay: null };

export function aPlaybook(parts: Partial<Playbook> & { readonly main?: Partial<Direction> } = {}): Playbook {
  const { main, ...others } = parts;
  return {
    company: 'Acme',
    language: 'en',
    timeZone: 'Europe/Kyiv',
    shown: ['source', 'direction', 'hint'],
    directions: {
      main: aDirection(main),
      export: aDirection({
        direction: 'export',
        name: said('Export', 'Експорт'),
        country: 'DE',
        currency: 'EUR',
        hours: alwaysOpen,
        limits: noLimits,
      }),
    },
    announceAtMost: 25,
    digest: { at: 9 * 60, weekdays: [1, 2, 3, 4, 5] },
    hash: 'a-playbook',
    ...others,
  };
}
