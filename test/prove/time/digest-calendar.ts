/**
 * Digests in every kind of zone, over ten years of days: where clocks are put forward and back, over midnight, by half
 * an hour, where the last hour of a day or a whole day is skipped. One for each local day, at the set time or the first
 * moment after it. The days are found by another road (`check-days.ts`).
 */
import { sql } from 'kysely';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { digestsDue, type DigestTimes } from '../../../src/core/digest-calendar.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { aDirection, aPlaybook } from '../../support/a-playbook.ts';
import { anApp, type AnApp } from '../../support/an-app.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testClock } from '../../support/test-clock.ts';
import { checkDays, dayFigures, daysOnTheWall, type DayFault, type Digest } from './check-days.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

/** Where something is unlike elsewhere; each is looked at for every set time, and as it is really sent. */
const hardZones = [
  'Europe/Kyiv',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Havana',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Amman',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Antarctica/Casey',
  'Antarctica/Troll',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Fakaofo',
] as const;
const zonesOfAChange = 60;

const midnight = 0;
const setTimes = [midnight, 2 * 60 + 30, 9 * 60, 23 * 60 + 30] as const;
const years = { from: Date.UTC(2018, 0, 1), to: Date.UTC(2028, 0, 1) } as const;
/** The last days of 2011 were fewer in the Pacific. */
const longAgo = { from: Date.UTC(2011, 5, 1), to: Date.UTC(2012, 5, 1) } as const;
const everyDay = [1, 2, 3, 4, 5, 6, 7] as const;
const minuteMs = 60_000;

/** `--tries`: so many of the hard zones, and no others. */
export async function proveDigestCalendar({
  seed,
  full,
  more,
  say,
}: ProofOptions): Promise<readonly Figure[]> {
  const random = seededRandom(seed);
  const hard = hardZones.slice(0, numberOf(more['tries'], hardZones.length));
  const all = Intl.supportedValuesOf('timeZone');
  const others = all
    .filter((zone) => !hardZones.some((hard) => hard === zone))
    .map((zone) => ({ zone, at: random.number() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ zone }) => zone);
  const chosen =
    more['tries'] !== undefined ? [] : full ? others : others.slice(0, zonesOfAChange - hardZones.length);
  const faults: DayFault[] = [];
  let days = 0;
  const look = (zone: string, span: typeof years | typeof longAgo, minutes: number) => {
    const found = looked(zone, { ...span, minutes });
    days += found.days;
    faults.push(...found.faults);
  };
  // At the small size each is looked at for two of the set times.
  for (const [index, zone] of hard.entries()) {
    const times = setTimes.filter((_, at) => full || at % 2 === index % 2);
    for (const minutes of times) look(zone, years, minutes);
    look(zone, longAgo, 9 * 60);
  }
  for (const [index, zone] of chosen.entries()) {
    const times = full ? setTimes : [setTimes[index % setTimes.length] ?? midnight];
    for (const minutes of times) look(zone, years, minutes);
  }
  say(`${hard.length + chosen.length} zones, ${days} days`);
  const sent = await reallySent(hard, say);
  for (const { figure, says } of [...faults, ...sent.faults].slice(0, 20)) say(`${figure}: ${says}`);
  return [
    ...dayFigures.map((name): Figure => ({
      row: 'R17',
      name,
      value: faults.filter(({ figure }) => figure === name).length,
      goal: { is: 'exactly', than: 0 },
    })),
    ...dayFigures.map((name): Figure => ({
      row: 'R17',
      name: `as they are sent, over ${sent.days} days: ${name}`,
      value: sent.faults.filter(({ figure }) => figure === name).length,
      goal: { is: 'exactly', than: 0 },
    })),
    {
      row: 'R17',
      name: 'days looked at',
      value: days,
      // Ten years of each.
      goal: { is: 'at least', than: (hard.length + chosen.length) * 3_600 },
    },
  ];
}

type Span = { readonly from: number; readonly to: number; readonly minutes: number };

/** Looks just before and at each moment that the wall names: what was due in between would be the last due then. */
function looked(
  zone: string,
  { from, to, minutes }: Span,
): { readonly days: number; readonly faults: readonly DayFault[] } {
  const days = daysOnTheWall(zone, { from, to, minutes });
  const times: DigestTimes = { at: minutes, weekdays: everyDay };
  const seen = new Map<string, Digest>();
  for (const moment of days.values()) {
    for (const now of [moment - minuteMs, moment]) {
      const due = digestsDue(times, zone, now).find(({ kind }) => kind === 'day');
      if (due && due.dueAt >= from) seen.set(`${due.day} ${due.dueAt}`, { day: due.day, at: due.dueAt });
    }
  }
  // The day on which the looking began may have been over, and is nobody's.
  const [first = ''] = days.keys();
  const digests = [...seen.values()].filter(({ day }) => day >= first);
  return { days: days.size, faults: checkDays(days, digests, zone) };
}

/** The hard zones in 2024 around their changes, through the database: woken at every quarter of an hour. */
async function reallySent(
  zones: readonly string[],
  say: ProofOptions['say'],
): Promise<{ readonly days: number; readonly faults: readonly DayFault[] }> {
  const database = await openDatabase({ databaseUrl: null, dataDir: null });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => database.close());
  await migrate(database);
  const faults: DayFault[] = [];
  let days = 0;
  for (const zone of zones) {
    const minutes = setTimes[days % setTimes.length] ?? midnight;
    const change = changeOf(zone);
    const span = { from: change - 3 * 24 * 60 * minuteMs, to: change + 3 * 24 * 60 * minuteMs, minutes };
    const right = daysOnTheWall(zone, span);
    const clock = testClock(span.from);
    const app = await appOf(database, { clock, zone, minutes });
    for (let at = span.from; at < span.to; at += 15 * minuteMs) {
      clock.forward(at - clock.now());
      await sendDueDigests(app);
    }
    const { rows } = await sql<Digest>`
      select day, at::float8 as at from digests_sent where kind = 'day' order by at`.execute(database.db);
    const [first = ''] = right.keys();
    faults.push(
      ...checkDays(
        right,
        rows.filter(({ day }) => day >= first),
        zone,
      ),
    );
    days += right.size;
    for (const table of ['digests_sent', 'outbox', 'member_roles', 'identities', 'members'])
      await sql`delete from ${sql.table(table)}`.execute(database.db);
  }
  say(`${days} days as they are sent`);
  return { days, faults };
}

async function appOf(
  database: AnApp['database'],
  {
    clock,
    zone,
    minutes,
  }: { readonly clock: AnApp['clock']; readonly zone: string; readonly minutes: number },
): Promise<AnApp> {
  const app = await anApp(database, {
    clock,
    playbook: aPlaybook({
      directions: { main: aDirection() },
      digest: { at: minutes, weekdays: everyDay },
    }),
    seats: [{ id: 'm_mo', name: 'Mo', roles: ['manager'] }],
  });
  await saveMember(database.db, 'm_mo', { timeZone: zone });
  return app;
}

/** The first change of the zone's clock from 2024 on; of one that never changes any day, of Apia its missing one. */
function changeOf(zone: string): number {
  if (zone === 'Pacific/Apia' || zone === 'Pacific/Fakaofo') return Date.UTC(2011, 11, 30, 12);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsetAt = (at: number) =>
    format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
  const from = Date.UTC(2024, 0, 5);
  for (let at = from; at < Date.UTC(2025, 0, 1); at += 6 * 60 * minuteMs) {
    if (offsetAt(at) !== offsetAt(at + 6 * 60 * minuteMs)) return at;
  }
  return from;
}
