/** Builders of leads and of the rules they run under, with defaults that a test need not mention. */
import type { Before, Lead, MemberId, Moment, MoveType } from '../../src/core/lead.ts';
import type { Policy } from '../../src/core/policy.ts';
import { ana, cleo } from './people.ts';

/** Wednesday 2026-03-04, 10:00 in Kyiv. */
export const aMoment: Moment = Date.UTC(2026, 2, 4, 8, 0);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

type Overrides = Partial<Lead> & {
  readonly prospector?: MemberId;
  readonly closer?: MemberId;
  readonly accountManager?: MemberId | null;
  readonly value?: number | null;
  readonly currency?: string | null;
  readonly reason?: string;
  readonly before?: Before;
};

/** A lead at any stage: `aLead()`, `aLead({ stage: 'claimed', prospector: ben.id })`. */
export function aLead(overrides: Overrides = {}): Lead {
  const {
    stage = 'new',
    prospector,
    closer,
    accountManager,
    value,
    currency,
    reason,
    before,
    ...rest
  } = overrides;
  const wasQualified =
    stage === 'qualified' || stage === 'accepted' || stage === 'converted' || stage === 'lost';
  const base = {
    ref: 'l_first',
    number: 1042,
    direction: 'main',
    source: 'website',
    receivedAt: aMoment,
    revision: 1,
    previous: null,
    since: aMoment,
    touchedAt: null,
    snoozedUntil: null,
    dueAt: null,
    returns: 0,
    briefed: wasQualified,
    qualifiedBy: wasQualified ? ana.id : null,
    lastMove: lastMoves({ prospector, closer, accountManager })[stage],
    escalated: null,
    erased: false,
    ...rest,
  } as const;
  switch (stage) {
    case 'new':
    case 'qualified':
      return { ...base, stage };
    case 'claimed':
      return { ...base, stage, prospector: prospector ?? ana.id };
    case 'accepted':
      return { ...base, stage, closer: closer ?? cleo.id };
    case 'converted':
      return {
        ...base,
        stage,
        closer: closer ?? cleo.id,
        convertedAt: base.since,
        value: value === undefined ? 1_250_000 : value,
        currency: currency === undefined ? 'UAH' : currency,
        accountManager: accountManager ?? null,
      };
    case 'disqualified':
      return {
        ...base,
        stage,
        reason: reason ?? 'not_a_fit',
        before: before ?? { stage: 'claimed', prospector: ana.id },
      };
    default:
      return {
        ...base,
        stage,
        reason: reason ?? 'too_expensive',
        before: before ?? { stage: 'accepted', closer: cleo.id },
      };
  }
}

type Hands = {
  readonly prospector: MemberId | undefined;
  readonly closer: MemberId | undefined;
  readonly accountManager: MemberId | null | undefined;
};

function lastMoves(hands: Hands): Record<Lead['stage'], { type: MoveType; by: MemberId | null }> {
  const prospector = hands.prospector ?? ana.id;
  const closer = hands.closer ?? cleo.id;
  return {
    new: { type: 'received', by: null },
    claimed: { type: 'claimed', by: prospector },
    qualified: { type: 'qualified', by: prospector },
    accepted: { type: 'accepted', by: closer },
    converted: hands.accountManager
      ? { type: 'taken', by: hands.accountManager }
      : { type: 'converted', by: closer },
    disqualified: { type: 'disqualified', by: prospector },
    lost: { type: 'lost', by: closer },
  };
}

/** Monday to Friday, nine to six in Kyiv, with an hour for lunch. */
export const kyivHours: Policy['hours'] = {
  timeZone: 'Europe/Kyiv',
  week: {
    1: [
      [540, 780],
      [840, 1080],
    ],
    2: [
      [540, 780],
      [840, 1080],
    ],
    3: [
      [540, 780],
      [840, 1080],
    ],
    4: [
      [540, 780],
      [840, 1080],
    ],
    5: [
      [540, 780],
      [840, 1080],
    ],
    6: [],
    7: [],
  },
  holidays: ['2026-12-25'],
};

const always = [[0, 1440]] as const;
/** Day and night: moments in tests are then easy to add up. */
export const aroundTheClock: Policy['hours'] = {
  timeZone: 'Europe/Kyiv',
  week: { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always },
  holidays: [],
};

/** The rules of a small firm: three stages, day and night, limits of three. */
export function aPolicy(overrides: Partial<Policy> = {}): Policy {
  return {
    direction: 'main',
    shape: 'three-stage',
    hours: aroundTheClock,
    currency: 'UAH',
    times: {
      'claim within': 15 * minuteMs,
      'first touch within': hourMs,
      'qualify within': 8 * hourMs,
      'accept within': 2 * hourMs,
      'close within': 80 * hourMs,
      'take within': 4 * hourMs,
      'first contact within': 24 * hourMs,
    },
    limits: { claimed: 3, accepted: 3, accounts: 3, revealsADay: 2 },
    brief: [
      {
        id: 'need',
        label: { en: 'What is needed?', uk: 'Що потрібно?' },
        hint: null,
        kind: 'long text',
        required: true,
        choices: [],
      },
      {
        id: 'budget',
        label: { en: 'Budget', uk: 'Бюджет' },
        hint: null,
        kind: 'money',
        required: false,
        choices: [],
      },
    ],
    reasons: {
      disqualify: [
        { id: 'not_a_fit', label: { en: 'Not a fit', uk: 'Не підходить' } },
        { id: 'no_answer', label: { en: 'No answer', uk: 'Не відповідає' } },
      ],
      return: [
        { id: 'not_ready', label: { en: 'Not ready', uk: 'Не готовий' } },
        { id: 'brief_thin', label: { en: 'The brief is thin', uk: 'Бриф неповний' } },
      ],
      lose: [
        { id: 'too_expensive', label: { en: 'Too expensive', uk: 'Задорого' } },
        { id: 'competitor', label: { en: 'Went to a competitor', uk: 'Обрали конкурента' } },
      ],
    },
    ...overrides,
  };
}
