/** Reads tables that are taken out of Baton, a piece at a time, and records who took them. No contact is in them. */
import { sql } from 'kysely';
import type { Moment } from '../core/lead.ts';
import type { Db } from './tables.ts';

export const exportKinds = ['leads', 'history', 'credit'] as const;
export type ExportKind = (typeof exportKinds)[number];

export type ExportTaken = {
  readonly at: Moment;
  readonly member: string;
  readonly kind: ExportKind;
  /** Null: all. */
  readonly direction: string | null;
  readonly fromDay: string;
  readonly toDay: string;
};

export async function recordExport(db: Db, taken: ExportTaken): Promise<void> {
  const { at, member, kind, direction, fromDay, toDay } = taken;
  await sql`
    insert into exports (at, member, kind, direction, from_day, to_day)
    values (${at}, ${member}, ${kind}, ${direction}, ${fromDay}, ${toDay})`.execute(db);
}

/** The newest first. */
export async function listExports(db: Db, limit: number): Promise<readonly ExportTaken[]> {
  const { rows } = await sql<ExportTaken>`
    select at, member, kind, direction, from_day as "fromDay", to_day as "toDay"
    from exports order by id desc limit ${limit}`.execute(db);
  return rows;
}

export type Window = { readonly from: Moment; readonly to: Moment; readonly direction: string | null };

export type ExportedLead = {
  readonly number: number;
  readonly ref: string;
  readonly direction: string;
  readonly source: string | null;
  readonly stage: string;
  readonly custodian: string | null;
  readonly receivedAt: Moment;
  readonly dueAt: Moment | null;
  readonly value: number | null;
  readonly currency: string | null;
};

/** Received in the window, the oldest first, after the one that was read last. */
export async function readLeadsToExport(
  db: Db,
  { from, to, direction }: Window,
  after: { readonly receivedAt: Moment; readonly number: number } | null,
  limit: number,
): Promise<readonly ExportedLead[]> {
  const { rows } = await sql<ExportedLead>`
    select l.number, l.ref, l.direction, l.source, l.stage, m.name as custodian, l.received_at as "receivedAt",
      l.due_at as "dueAt", a.value, a.currency
    from (
      select * from leads
      where received_at >= ${after?.receivedAt ?? from} and received_at < ${to}
        and (received_at, number) > (${after?.receivedAt ?? from}, ${after?.number ?? -1})
        and (${direction}::text is null or direction = ${direction})
      order by received_at, number limit ${limit}
    ) l
    left join members m on m.id = l.custodian
    left join accounts a on a.lead = l.ref
    order by l.received_at, l.number`.execute(db);
  return rows;
}

export type ExportedEvent = {
  readonly number: number;
  readonly at: Moment;
  readonly event: string;
  readonly member: string | null;
  readonly via: string;
  readonly direction: string;
};

export type EventsToExport = {
  readonly events: readonly ExportedEvent[];
  /** Where to go on; null where that was all. */
  readonly next: Moment | null;
};

/** What happened first in the window, in order; what happened at one moment stays together. */
export async function readEventsToExport(
  db: Db,
  { from, to, direction }: Window,
  limit: number,
): Promise<EventsToExport> {
  const { rows: ends } = await sql<{ at: Moment }>`
    with recursive ${types}
    select h.at
    from types t
    cross join lateral (
      select at from history where type = t.type and at > ${from} and at < ${to} order by at limit ${limit}
    ) h
    order by h.at offset ${limit - 1} limit 1`.execute(db);
  const next = ends[0]?.at ?? null;
  const { rows: events } = await sql<ExportedEvent>`
    with recursive ${types}
    select l.number, h.at, h.type as event, m.name as member, h.via, h.direction
    from types t
    cross join lateral (
      select * from history
      where type = t.type and at >= ${from} and at < ${next ?? to}
        and (${direction}::text is null or direction = ${direction})
      offset 0
    ) h
    cross join lateral (select number from leads where ref = h.lead limit 1) l
    left join members m on m.id = h.by
    order by h.at, l.number, h.revision`.execute(db);
  return { events, next };
}

/** The kinds of events that there are, so that each is looked for in its index. */
const types = sql`types (type) as (
  (select h.type from history h order by h.type limit 1)
  union all
  select (select h.type from history h where h.type > t.type order by h.type limit 1) from types t where t.type is not null
)`;
