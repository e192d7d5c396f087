/**
 * The rows of a table that is taken out: leads of a period, what happened in it, who is credited with what. Read in
 * pieces with pauses, so that presses pass; without contacts, which leave Baton by a reveal alone.
 */
import { setImmediate as pause } from 'node:timers/promises';
import type { Slice } from '../../core/figures.ts';
import type { Moment } from '../../core/lead.ts';
import { formatNumber } from '../../core/number.ts';
import { readEventsToExport, readLeadsToExport } from '../../storage/exports.ts';
import type { ExportKind, Window } from '../../storage/exports.ts';
import { listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { daysOf, readDigest, zoneOf } from '../digests/read-digest.ts';
import type { DigestPeriod } from '../digests/read-digest.ts';

type ExportApp = Pick<App, 'database' | 'clock' | 'playbook'>;
type Row = readonly string[];

export function rowsOf(app: ExportApp, kind: ExportKind, period: DigestPeriod): AsyncGenerator<Row> {
  switch (kind) {
    case 'leads':
      return leadRows(app, period);
    case 'history':
      return historyRows(app, period);
    case 'credit':
      return creditRows(app, period);
  }
}

const leadsAtOnce = 50;

async function* leadRows({ database, playbook }: ExportApp, period: DigestPeriod): AsyncGenerator<Row> {
  yield [
    'number',
    'ref',
    'direction',
    'source',
    'stage',
    'custodian',
    'receivedAt',
    'dueAt',
    'value',
    'currency',
  ];
  const window = windowOf(period, slicesOf(period, playbook()));
  let after: { receivedAt: Moment; number: number } | null = null;
  for (;;) {
    const leads: Awaited<ReturnType<typeof readLeadsToExport>> = await readLeadsToExport(
      database.db,
      window,
      after,
      leadsAtOnce,
    );
    for (const lead of leads) {
      const { number, ref, direction, source, stage, custodian, receivedAt, dueAt, value, currency } = lead;
      const moments = [isoOf(receivedAt), dueAt === null ? '' : isoOf(dueAt)];
      const worth = [value === null ? '' : String(value), currency ?? ''];
      yield [
        formatNumber(number),
        ref,
        direction,
        source ?? '',
        stage,
        custodian ?? '',
        ...moments,
        ...worth,
      ];
    }
    const last = leads.at(-1);
    if (leads.length < leadsAtOnce || !last) return;
    after = last;
    await pause();
  }
}

const hourMs = 60 * 60_000;

async function* historyRows({ database, playbook }: ExportApp, period: DigestPeriod): AsyncGenerator<Row> {
  yield ['number', 'at', 'event', 'member', 'via', 'direction'];
  for (const day of slicesOf(period, playbook())) {
    for (let from = day.from; from < day.to; from += hourMs) {
      const window = { from, to: Math.min(from + hourMs, day.to), direction: period.direction };
      for (const event of await readEventsToExport(database.db, window)) {
        const { number, at, member, via, direction } = event;
        yield [formatNumber(number), isoOf(at), event.event, member ?? '', via, direction];
      }
      await pause();
    }
  }
}

async function* creditRows(app: ExportApp, period: DigestPeriod): AsyncGenerator<Row> {
  yield ['member', 'prospected', 'closed', 'served'];
  const members = await listMembers(app.database.db);
  const nameOf = new Map(members.map(({ id, name }) => [id, name]));
  const { credit } = await readDigest(app, period);
  for (const { member, prospected, closed, served } of credit) {
    yield [nameOf.get(member) ?? member, String(prospected), String(closed), String(served)];
  }
}

function slicesOf(
  { from, to, direction }: DigestPeriod,
  playbook: ReturnType<App['playbook']>,
): readonly Slice[] {
  return daysOf(from, to, zoneOf(direction, playbook));
}

function windowOf({ direction }: DigestPeriod, slices: readonly Slice[]): Window {
  return { from: slices[0]?.from ?? 0, to: slices.at(-1)?.to ?? 0, direction };
}

const isoOf = (moment: Moment) => Temporal.Instant.fromEpochMilliseconds(moment).toString();
