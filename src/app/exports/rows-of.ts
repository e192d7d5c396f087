/**
 * The rows of a table that is taken out: leads of a period, what happened in it, who is credited with what. They come in
 * pieces with pauses, so that presses pass; without contacts, which leave Baton by a reveal alone.
 */
import { setImmediate as pause } from 'node:timers/promises';
import type { Moment } from '../../core/lead.ts';
import { formatNumber } from '../../core/number.ts';
import { readEventsToExport, readLeadsToExport } from '../../storage/exports.ts';
import type { EventsToExport, ExportedLead, ExportKind, Window } from '../../storage/exports.ts';
import { listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { daysOf, readDigest, zoneOf } from '../digests/read-digest.ts';
import type { DigestPeriod } from '../digests/read-digest.ts';

type ExportApp = Pick<App, 'database' | 'clock' | 'playbook'>;
type Row = readonly string[];

export function rowsOf(
  app: ExportApp,
  kind: ExportKind,
  period: DigestPeriod,
): AsyncGenerator<readonly Row[]> {
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
const eventsAtOnce = 100;

async function* leadRows(
  { database, playbook }: ExportApp,
  period: DigestPeriod,
): AsyncGenerator<readonly Row[]> {
  yield [
    [
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
    ],
  ];
  const window = windowOf(period, playbook());
  let after: { readonly receivedAt: Moment; readonly number: number } | null = null;
  for (;;) {
    const leads: readonly ExportedLead[] = await readLeadsToExport(database.db, window, after, leadsAtOnce);
    yield leads.map((lead) => {
      const { number, ref, direction, source, stage, custodian, receivedAt, dueAt, value, currency } = lead;
      const moments = [isoOf(receivedAt), dueAt === null ? '' : isoOf(dueAt)];
      const worth = [value === null ? '' : String(value), currency ?? ''];
      return [
        formatNumber(number),
        ref,
        direction,
        source ?? '',
        stage,
        custodian ?? '',
        ...moments,
        ...worth,
      ];
    });
    const last = leads.at(-1);
    if (leads.length < leadsAtOnce || !last) return;
    after = last;
    await pause();
  }
}

async function* historyRows(
  { database, playbook }: ExportApp,
  period: DigestPeriod,
): AsyncGenerator<readonly Row[]> {
  yield [['number', 'at', 'event', 'member', 'via', 'direction']];
  const window = windowOf(period, playbook());
  for (let from: Moment | null = window.from; from !== null;) {
    const piece: EventsToExport = await readEventsToExport(database.db, { ...window, from }, eventsAtOnce);
    yield piece.events.map(({ number, at, event, member, via, direction }) => [
      formatNumber(number),
      isoOf(at),
      event,
      member ?? '',
      via,
      direction,
    ]);
    from = piece.next;
    await pause();
  }
}

async function* creditRows(app: ExportApp, period: DigestPeriod): AsyncGenerator<readonly Row[]> {
  yield [['member', 'prospected', 'closed', 'served']];
  const members = await listMembers(app.database.db);
  const nameOf = new Map(members.map(({ id, name }) => [id, name]));
  const { credit } = await readDigest(app, period);
  yield credit.map(({ member, prospected, closed, served }) => [
    nameOf.get(member) ?? member,
    String(prospected),
    String(closed),
    String(served),
  ]);
}

function windowOf({ from, to, direction }: DigestPeriod, playbook: ReturnType<App['playbook']>): Window {
  const slices = daysOf(from, to, zoneOf(direction, playbook));
  return { from: slices[0]?.from ?? 0, to: slices.at(-1)?.to ?? 0, direction };
}

const isoOf = (moment: Moment) => new Date(moment).toISOString();
