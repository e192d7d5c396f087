/**
 * What happens in the fortnight, lead by lead, as plain data: who has it from when to when, and what they do. What was
 * promised for each is computed from it by a walk over working time; nothing here asks the program.
 */
import { minuteMs, momentAt, walk } from './walk.ts';
import type { Wall } from './walk.ts';

export const zone = 'Europe/Kyiv';
/** In the night to 28 March the clock is put forward; the last of March is a holiday. */
export const wall: Wall = {
  timeZone: zone,
  spans: [
    [540, 780],
    [840, 1080],
  ],
  holidays: ['2027-03-31'],
};
/** `29 09:30` of March, `+2 09:30` of April, on the wall in Kyiv. */
export function on(text: string): number {
  const [day = '', time = ''] = text.split(' ');
  const date = day.startsWith('+') ? `2027-04-${day.slice(1).padStart(2, '0')}` : `2027-03-${day}`;
  return momentAt(`${date} ${time}`, zone);
}

export const playbook = `
company: Acme
language: en
time zone: Europe/Kyiv
working hours: { monday-friday: "9:00-13:00, 14:00-18:00" }
holidays: ["2027-03-31"]
ladder: { warn: 75%, remind: 100%, tell managers: 150%, give back: none }
digest: { at: "9:00", weekdays: monday-friday }
directions:
  main:
    name: Windows
    prospecting:
      claim within: 60m
      first touch within: 120m
      qualify within: 480m
      ladder: { give back: 200% }
      open leads at most: 20
      brief: [{ id: need, ask: What do they need? }]
      disqualify because: { spam: Spam, no_need: No need }
    closing:
      accept within: 120m
      close within: 960m
      return because: { thin: Too thin }
      lose because: { price: Price }
    account:
      take within: 240m
      first contact within: 480m
`;
const allowed = { new: 60, claimed: 120, qualified: 120, accepted: 960, waiting: 240, served: 480 } as const;
const toQualify = 480;

export type Who = 'ana' | 'ben' | 'sam' | 'cleo' | 'dan';
export type Stage = keyof typeof allowed;
/** A lead in one hand, or in none; the next of the same lead begins when it ends. */
export type Stint = {
  readonly lead: number;
  readonly stage: Stage;
  readonly who: Who | null;
  /** Null: when it was taken back. */
  readonly from: number | null;
  readonly touched?: number;
  /** Who did it, where that is a deputy. */
  readonly by?: Who;
  readonly snooze?: { readonly at: number; readonly until: number; readonly touched: number };
  /** What ends it; null: it lasts beyond. */
  readonly ends: { readonly at: number; readonly how: Ending } | 'given back' | null;
};
export type Ending = 'claim' | 'qualify' | 'accept' | 'convert' | 'take' | 'disqualify' | 'lose';

/** Each lead's way, one stint a line. */
export const stints: readonly Stint[] = [
  // One that goes all the way within its times.
  free(1, '22 10:00', '22 10:10'),
  has(1, 'claimed', 'ana', '22 10:10', { touched: '22 10:30', ends: ['qualify', '22 12:00'] }),
  waits(1, 'qualified', '22 12:00', 'accept', '22 12:20'),
  has(1, 'accepted', 'cleo', '22 12:20', { touched: '23 10:00', ends: ['convert', '23 15:00'] }),
  waits(1, 'waiting', '23 15:00', 'take', '23 15:30'),
  has(1, 'served', 'dan', '23 15:30', { touched: '24 11:00' }),
  // One that came at night; then it is put off until before work begins, when Ben is away and Ana stands in.
  free(2, '22 22:30', '23 10:40'),
  has(2, 'claimed', 'ben', '23 10:40', {
    touched: '23 11:00',
    snooze: ['23 11:10', '25 08:15', '25 10:15'],
    by: 'ana',
    ends: ['disqualify', '25 15:00'],
  }),
  // Sam sleeps, twice.
  free(3, '22 11:00', '22 11:05'),
  has(3, 'claimed', 'sam', '22 11:05', { ends: 'given back' }),
  free(3, null, '22 17:50'),
  has(3, 'claimed', 'ana', '22 17:50', { touched: '22 17:55', ends: ['qualify', '23 11:50'] }),
  waits(3, 'qualified', '23 11:50', 'accept', '24 09:30'),
  has(3, 'accepted', 'cleo', '24 09:30', { ends: ['lose', '24 12:00'] }),
  free(4, '23 09:10', '23 09:20'),
  has(4, 'claimed', 'sam', '23 09:20', { ends: 'given back' }),
  free(4, null, '23 15:30'),
  has(4, 'claimed', 'ana', '23 15:30', { touched: '23 15:40', ends: ['disqualify', '23 16:00'] }),
  // What Sam can't have any more.
  free(5, '23 16:20', '23 16:40'),
  has(5, 'claimed', 'ana', '23 16:40', { touched: '23 16:50', ends: ['qualify', '24 15:30'] }),
  waits(5, 'qualified', '24 15:30', 'accept', '25 10:30'),
  // Cleo goes away with it, and nobody stands in.
  has(5, 'accepted', 'cleo', '25 10:30', { touched: '25 10:40', ends: ['convert', '29 10:50'] }),
  waits(5, 'waiting', '29 10:50', 'take', '+1 12:30'),
  has(5, 'served', 'dan', '+1 12:30', { touched: '+1 17:00' }),
  // Ben leaves in the midst of it.
  free(6, '24 09:50', '24 10:20'),
  has(6, 'claimed', 'ben', '24 10:20', { touched: '24 14:40', by: 'ana', ends: ['disqualify', '25 09:30'] }),
  // Over the weekend on which the clock is put forward.
  free(8, '26 16:50', '26 17:00'),
  has(8, 'claimed', 'ana', '26 17:00', { touched: '29 10:20', ends: ['disqualify', '29 12:00'] }),
  free(9, '28 02:30', '29 10:05'),
  has(9, 'claimed', 'ben', '29 10:05', { touched: '29 10:10', ends: ['qualify', '29 11:20'] }),
  waits(9, 'qualified', '29 11:20', 'accept', '29 11:30'),
  has(9, 'accepted', 'cleo', '29 11:30', { touched: '30 10:00', ends: ['convert', '30 12:00'] }),
  waits(9, 'waiting', '30 12:00', 'take', '30 12:10'),
  has(9, 'served', 'dan', '30 12:10', {}),
  // Over the holiday.
  free(10, '30 16:45', '30 17:00'),
  has(10, 'claimed', 'ben', '30 17:00', { touched: '+1 09:45', ends: ['disqualify', '+1 11:00'] }),
  // While nothing runs: what is due then comes at once afterwards.
  free(11, '+1 14:10', '+1 14:15'),
  has(11, 'claimed', 'ana', '+1 14:15', { touched: '+1 16:50', ends: ['disqualify', '+2 09:40'] }),
  free(12, '+1 14:50', '+1 17:00'),
  has(12, 'claimed', 'ben', '+1 17:00', { touched: '+1 17:10', ends: ['disqualify', '+2 09:50'] }),
  free(13, '+2 10:00', '+2 10:50'),
  has(13, 'claimed', 'ana', '+2 10:50', { touched: '+2 10:55', ends: ['qualify', '+2 11:10'] }),
  waits(13, 'qualified', '+2 11:10', 'accept', '+2 11:20'),
  has(13, 'accepted', 'cleo', '+2 11:20', { ends: ['convert', '+2 14:00'] }),
  waits(13, 'waiting', '+2 14:00', 'take', '+2 14:10'),
  has(13, 'served', 'dan', '+2 14:10', { touched: '+2 15:00' }),
];

export const absences = [
  { who: 'ben', from: on('24 12:05'), until: on('26 10:00'), text: 'away till 2027-03-26 10:00, deputy Ana' },
  { who: 'cleo', from: on('26 13:30'), until: on('29 10:00'), text: 'away till 2027-03-29 10:00' },
] as const;
export const outage = { from: on('+1 15:30'), until: on('+1 16:30') };
export const endsAt = on('+5 16:10');

export type Step = 'warn' | 'remind' | 'tell managers' | 'give back' | 'wake';
export type Promise = {
  readonly lead: number;
  readonly step: Step;
  readonly at: number;
  readonly stint: Stint;
};

/** From when to when: what is taken back ends then, and the next begins. */
export function spanOf(stint: Stint): { readonly from: number; readonly until: number } {
  const before = stints[stints.indexOf(stint) - 1];
  return {
    from: stint.from ?? (before ? spanOf(before).until : Number.NaN),
    until:
      stint.ends === 'given back'
        ? (promises().find((one) => one.stint === stint && one.step === 'give back')?.at ?? Number.NaN)
        : (stint.ends?.at ?? Infinity),
  };
}

/** By when the next step is to be taken, as things stand at a moment within the stint; null: nothing is due. */
export function dueAt(stint: Stint, at: number): number | null {
  const { stage, touched = Infinity, snooze } = stint;
  const { from } = spanOf(stint);
  if (stage === 'served' && at >= touched) return null;
  if (stage !== 'claimed' || at < touched) return walk(from, allowed[stage], wall);
  if (!snooze || at < snooze.at) return walk(from, toQualify, wall);
  if (at < snooze.until) return null;
  return walk(snooze.until, at < snooze.touched ? allowed.claimed : toQualify, wall);
}

/** Every step that is to be taken, by the regulation and what people do: those due while nothing runs, at its return. */
export function promises(): readonly Promise[] {
  known ??= allPromises();
  return known;
}

let known: readonly Promise[] | null = null;

function allPromises(): readonly Promise[] {
  const all: Promise[] = [];
  const givenBack = new Map<number, number>();
  for (const stint of stints) {
    const from = stint.from ?? givenBack.get(stint.lead) ?? Number.NaN;
    const end = stint.ends === null ? endsAt : stint.ends === 'given back' ? Infinity : stint.ends.at;
    const take = (step: Step, at: number, until: number) => {
      if (at < Math.min(until, end)) all.push({ lead: stint.lead, step, at: whenRunning(at), stint });
    };
    const climb = (start: number, minutes: number, { until, isBack }: { until: number; isBack: boolean }) => {
      take('warn', walk(start, minutes * 0.75, wall), until);
      take('remind', walk(start, minutes, wall), until);
      take('tell managers', walk(start, minutes * 1.5, wall), until);
      if (isBack) take('give back', walk(start, minutes * 2, wall), until);
    };
    const isProspector = stint.stage === 'claimed';
    const touched = stint.touched ?? Infinity;
    if (stint.stage === 'accepted') climb(from, allowed.accepted, { until: Infinity, isBack: false });
    else climb(from, allowed[stint.stage], { until: touched, isBack: isProspector });
    if (isProspector && touched < Infinity && !stint.snooze)
      climb(from, toQualify, { until: Infinity, isBack: false });
    if (stint.snooze) {
      const { until, touched: again } = stint.snooze;
      take('wake', until, Infinity);
      climb(until, allowed.claimed, { until: again, isBack: true });
      climb(until, toQualify, { until: Infinity, isBack: false });
    }
    if (stint.ends === 'given back') givenBack.set(stint.lead, all.at(-1)?.at ?? Number.NaN);
  }
  return all.toSorted((one, other) => one.at - other.at);
}

export type Deed = { readonly at: number; readonly lead: number } & (
  | { readonly type: 'receive' }
  | { readonly type: 'touch'; readonly who: Who }
  | { readonly type: 'snooze'; readonly who: Who; readonly until: number }
  | { readonly type: Ending; readonly who: Who }
);

/** What people do, in order. */
export function deeds(): readonly Deed[] {
  const all = stints.flatMap((stint, index): readonly Deed[] => {
    const { lead, who, by, touched, snooze, ends } = stint;
    const next = stints[index + 1];
    const isFirst = !stints.slice(0, index).some((other) => other.lead === lead);
    const hand = (at: number): Who => (by && at > on('24 12:05') ? by : (who ?? 'ana'));
    const taker = next?.lead === lead ? next.who : null;
    return [
      ...(isFirst && stint.from !== null ? [{ type: 'receive', lead, at: stint.from } as const] : []),
      ...(touched === undefined ? [] : [{ type: 'touch', lead, at: touched, who: hand(touched) } as const]),
      ...(snooze && who
        ? [
            { type: 'snooze', lead, at: snooze.at, who, until: snooze.until } as const,
            { type: 'touch', lead, at: snooze.touched, who: hand(snooze.touched) } as const,
          ]
        : []),
      ...(ends === null || ends === 'given back'
        ? []
        : [{ type: ends.how, lead, at: ends.at, who: who === null ? (taker ?? 'ana') : hand(ends.at) }]),
    ];
  });
  return all.toSorted((one, other) => one.at - other.at);
}

/** Nothing runs between; what comes due then is done when it runs again. */
function whenRunning(at: number): number {
  return at >= outage.from && at < outage.until ? outage.until : at;
}

export const aMinute = minuteMs;

function free(lead: number, from: string | null, claimed: string): Stint {
  const ends = { how: 'claim', at: on(claimed) } as const;
  return { lead, stage: 'new', who: null, from: from === null ? null : on(from), ends };
}

function waits(
  lead: number,
  stage: 'qualified' | 'waiting',
  from: string,
  how: 'accept' | 'take',
  at: string,
): Stint {
  return { lead, stage, who: null, from: on(from), ends: { how, at: on(at) } };
}

function has(
  lead: number,
  stage: Stage,
  who: Who,
  from: string,
  more: {
    readonly touched?: string;
    readonly by?: Who;
    readonly snooze?: readonly [string, string, string];
    readonly ends?: readonly [Ending, string] | 'given back';
  },
): Stint {
  const { touched, by, snooze, ends } = more;
  return {
    lead,
    stage,
    who,
    from: on(from),
    ...(touched === undefined ? {} : { touched: on(touched) }),
    ...(by === undefined ? {} : { by }),
    ...(snooze ? { snooze: { at: on(snooze[0]), until: on(snooze[1]), touched: on(snooze[2]) } } : {}),
    ends:
      ends === undefined ? null : ends === 'given back' ? 'given back' : { how: ends[0], at: on(ends[1]) },
  };
}
