/**
 * The digests of the fortnight by another road: from the script alone, by what was done between the midnights of Kyiv,
 * and by what is late when they are sent.
 */
import { absences, deeds, dueAt, endsAt, outage, spanOf, stints, wall, zone } from './fortnight-script.ts';
import type { Deed, Stint } from './fortnight-script.ts';
import { momentAt, wallAt } from './walk.ts';

export type ExpectedDigest = {
  readonly where: string;
  readonly title: string;
  readonly at: number;
  /** All its lines but those that say how long things took, and where it is narrow. */
  readonly lines: (numberOf: (lead: number) => string) => readonly string[];
};

const readers = [
  { where: ['slack mo', 'telegram mo', 'slack #managers'], zone },
  { where: ['telegram rae'], zone: 'America/New_York' },
] as const;

const dayMs = 86_400_000;
const days = Array.from({ length: 15 }, (_, index) => new Date(Date.UTC(2027, 2, 22) + index * dayMs))
  .map((day) => day.toISOString().slice(0, 10))
  .filter((date) => !['Sat', 'Sun'].includes(weekdayOf(date)) && !wall.holidays.includes(date));

export function digestsExpected(): readonly ExpectedDigest[] {
  return readers.flatMap((reader) =>
    days.flatMap((date, index) => {
      const due = momentAt(`${date} 09:00`, reader.zone);
      const at = due >= outage.from && due < outage.until ? outage.until : due;
      if (at > endsAt) return [];
      const before = days[index - 1] ?? '2027-03-19';
      const periods = [
        { from: before, to: date, isCompared: false },
        ...(mondayOf(date) > before
          ? [{ from: addDays(mondayOf(date), -7), to: mondayOf(date), isCompared: true }]
          : []),
        ...(date === '2027-04-01' ? [{ from: '2027-03-01', to: '2027-04-01', isCompared: true }] : []),
      ];
      return periods.flatMap((period) =>
        reader.where.map((where) => ({
          where,
          title: `Digest: ${sayDay(period.from)} – ${sayDay(addDays(period.to, -1))}`,
          at,
          lines: (numberOf: (lead: number) => string) =>
            linesOf(period, { at, readersZone: reader.zone, isCompared: period.isCompared }, numberOf),
        })),
      );
    }),
  );
}

type Period = { readonly from: string; readonly to: string };

/** All that a digest names and counts, in its order. */
function linesOf(
  period: Period,
  {
    at,
    readersZone,
    isCompared,
  }: { readonly at: number; readonly readersZone: string; readonly isCompared: boolean },
  numberOf: (lead: number) => string,
): readonly string[] {
  const done = doneIn(period);
  const counts = countsOf(done);
  const late = lateAt(at, readersZone, numberOf);
  const stuck = [
    ...(late.length === 0
      ? ['Nothing is stuck.']
      : [late.length === 1 ? '1 lead needs you' : `${late.length} leads need you`, ...late]),
    ...awayAt(at, readersZone),
  ];
  if (Object.values(counts).every((count) => count === 0)) {
    return [...stuck, 'Nothing came in, and nothing moved.'];
  }
  const before = isCompared ? countsOf(doneIn(periodBefore(period))) : null;
  const sold = done.filter(({ type }) => type === 'convert').reduce((sum, { lead }) => sum + lead * 1000, 0);
  return [
    ...stuck,
    ...countLines(counts, before),
    ...(sold > 0 ? [`Sold: ₴${sold.toLocaleString('en')}`] : []),
    ...promisedIn(period),
    ...sourceLines(done),
    ...creditLines(done),
  ];
}

function doneIn({ from, to }: Period): readonly Deed[] {
  const [begins, ends] = [momentAt(`${from} 00:00`, zone), momentAt(`${to} 00:00`, zone)];
  return deeds().filter(({ at }) => at >= begins && at < ends);
}

function periodBefore({ from, to }: Period): Period {
  // The month before March.
  if (from === '2027-03-01') return { from: '2027-02-01', to: from };
  return { from: addDays(from, -(Date.parse(to) - Date.parse(from)) / dayMs), to: from };
}

const counted = [
  { type: 'receive', label: 'Received', of: null },
  { type: 'claim', label: 'Claimed', of: 'receive' },
  { type: 'qualify', label: 'Qualified', of: 'claim' },
  { type: 'accept', label: 'Accepted', of: 'qualify' },
  { type: 'convert', label: 'New clients', of: 'accept' },
  { type: 'disqualify', label: 'Disqualified', of: null },
  { type: 'lose', label: 'Lost', of: null },
  { type: 'take', label: 'Taken over', of: null },
] as const;
type Counts = Readonly<Record<(typeof counted)[number]['type'], number>>;

/** A lead counts once a period, however often. */
function countsOf(done: readonly Deed[]): Counts {
  const count = (type: Deed['type']) =>
    new Set(done.filter((deed) => deed.type === type).map(({ lead }) => lead)).size;
  return {
    receive: count('receive'),
    claim: count('claim'),
    qualify: count('qualify'),
    accept: count('accept'),
    convert: count('convert'),
    disqualify: count('disqualify'),
    lose: count('lose'),
    take: count('take'),
  };
}

function countLines(counts: Counts, before: Counts | null): readonly string[] {
  return counted
    .filter(({ type }) => counts[type] > 0 || type === 'receive' || type === 'convert')
    .map(({ type, label, of }) => {
      const [count, whole] = [counts[type], of === null ? 0 : counts[of]];
      const share = whole > 0 && count <= whole ? ` (${Math.round((count / whole) * 100)}%)` : '';
      const change = before === null ? 0 : count - before[type];
      const told = before === null ? '' : `, ${change > 0 ? '+' : ''}${change}`;
      return `${label}: ${count}${share}${told}`;
    });
}

/** Whoever puts a lead off promises to be back. */
function promisedIn({ from, to }: Period): readonly string[] {
  const [begins, ends] = [momentAt(`${from} 00:00`, zone), momentAt(`${to} 00:00`, zone)];
  const promised = stints.flatMap(({ snooze }) =>
    snooze && snooze.until >= begins && snooze.until < ends ? [snooze] : [],
  );
  const kept = promised.filter(({ until, touched }) => touched < until + dayMs).length;
  return promised.length === 0 ? [] : [`Promised calls: ${kept} made, ${promised.length - kept} not`];
}

export const sourceOf = (lead: number) => (lead % 2 === 0 ? 'ads' : 'website');

function sourceLines(done: readonly Deed[]): readonly string[] {
  const leads = (source: string, type: Deed['type']) =>
    done.filter((deed) => deed.type === type && sourceOf(deed.lead) === source).length;
  return ['ads', 'website']
    .map((source) => ({ source, received: leads(source, 'receive'), won: leads(source, 'convert') }))
    .filter(({ received, won }) => received + won > 0)
    .toSorted((one, other) => other.won - one.won || other.received - one.received)
    .map(
      ({ source, received, won }) =>
        `• ${source}: ${received} in, ${won === 1 ? '1 client' : `${won} clients`}`,
    );
}

function creditLines(done: readonly Deed[]): readonly string[] {
  const of = (who: string, type: Deed['type']) =>
    done.filter((deed) => deed.type === type && 'who' in deed && deed.who === who).length;
  return ['Ana', 'Ben', 'Cleo', 'Dan', 'Sam'].flatMap((name) => {
    const who = name.toLowerCase();
    const [qualified, won, served] = [of(who, 'qualify'), of(who, 'convert'), of(who, 'take')];
    const told = [
      ...(qualified > 0 ? [`${qualified} qualified`] : []),
      ...(won > 0 ? [won === 1 ? '1 client won' : `${won} clients won`] : []),
      ...(served > 0 ? [served === 1 ? '1 client served' : `${served} clients served`] : []),
    ];
    return told.length === 0 ? [] : [`• ${name}: ${told.join(', ')}`];
  });
}

const nameOf = (who: string) => `${who[0]?.toUpperCase()}${who.slice(1)}`;

/** What is late then, the longest first. */
function lateAt(at: number, readersZone: string, numberOf: (lead: number) => string): readonly string[] {
  return standingAt(at)
    .flatMap((stint) => {
      const due = dueAt(stint, at);
      return due === null || due >= at ? [] : [{ stint, due }];
    })
    .toSorted((one, other) => one.due - other.due)
    .map(({ stint: { lead, stage, who }, due }) => {
      const when = sayMoment(due, readersZone);
      if (who !== null) return `${numberOf(lead)} · ${nameOf(who)} has it, and its next step was due ${when}`;
      const said = {
        new: 'nobody has claimed it, and it was due',
        qualified: 'no closer has accepted it, and it was due',
        waiting: 'nobody looks after this client, and it was due',
      }[stage === 'new' || stage === 'qualified' ? stage : 'waiting'];
      return `${numberOf(lead)} · ${said} ${when}`;
    });
}

/** Of each lead the stint that it is in. */
function standingAt(at: number): readonly Stint[] {
  return stints.filter((stint) => {
    const { from, until } = spanOf(stint);
    return from <= at && at < until;
  });
}

/** Who is away without a deputy, with work waiting. */
function awayAt(at: number, readersZone: string): readonly string[] {
  return absences
    .filter(({ who, from, until }) => who === 'cleo' && from <= at && at < until)
    .flatMap(({ who, until }) => {
      const waiting = standingAt(at).filter((stint) => stint.who === who).length;
      if (waiting === 0) return [];
      const leads = waiting === 1 ? '1 lead' : `${waiting} leads`;
      return [
        `${nameOf(who)} is away until ${sayMoment(until, readersZone)} without a deputy, with ${leads} waiting`,
      ];
    });
}

function weekdayOf(date: string): string {
  return wallAt(Date.parse(`${date}T12:00:00Z`), 'UTC').weekday;
}

function mondayOf(date: string): string {
  let day = date;
  while (weekdayOf(day) !== 'Mon') day = addDays(day, -1);
  return day;
}

function addDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

const sayDay = (date: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(date));
const sayMoment = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
