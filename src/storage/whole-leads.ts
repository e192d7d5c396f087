/** Leads with all that is kept of them, a piece at a time, for whoever checks that the pieces fit. */
import { sql } from 'kysely';
import type { LeadEvent } from '../core/event.ts';
import type { Lead, MemberId, Moment, Ref } from '../core/lead.ts';
import type { Load } from '../core/member.ts';
import type { Db } from './tables.ts';

export type WholeLead = {
  readonly ref: Ref;
  /** What stands in columns of its own, so that it can be found by them. */
  readonly row: {
    readonly number: number;
    readonly revision: number;
    readonly stage: string;
    readonly direction: string;
    readonly source: string | null;
    readonly custodian: MemberId | null;
    readonly receivedAt: Moment;
    readonly dueAt: Moment | null;
  };
  readonly externalKey: string | null;
  readonly state: Lead;
  readonly history: readonly {
    readonly revision: number;
    readonly at: Moment;
    readonly type: string;
    readonly by: MemberId | null;
    readonly via: string;
    readonly body: LeadEvent;
  }[];
  readonly keys: readonly { readonly kind: string; readonly value: string }[];
  readonly account: {
    readonly convertedAt: Moment;
    readonly value: number | null;
    readonly currency: string | null;
    readonly custodian: MemberId | null;
  } | null;
  readonly contact: {
    readonly phone: string | null;
    readonly phoneChecked: boolean;
    readonly email: string | null;
    /** Whether the columns that are searched are those of the contact itself. */
    readonly isAlike: boolean;
  } | null;
};

/** By ref, those after `after`. One statement, so that each lead is seen at one moment. */
export async function listWholeLeads(db: Db, after: Ref, limit: number): Promise<readonly WholeLead[]> {
  const { rows } = await sql<WholeLead>`
    select l.ref, l.state, l.external_key as "externalKey",
      jsonb_build_object('number', l.number, 'revision', l.revision, 'stage', l.stage, 'direction', l.direction,
        'source', l.source, 'custodian', l.custodian, 'receivedAt', l.received_at, 'dueAt', l.due_at) as row,
      (select coalesce(jsonb_agg(jsonb_build_object('revision', h.revision, 'at', h.at, 'type', h.type, 'by', h.by,
          'via', h.via, 'body', h.body) order by h.revision), '[]')
        from history h where h.lead = l.ref) as history,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'value', k.value) order by k.kind, k.value), '[]')
        from lead_keys k where k.lead = l.ref) as keys,
      (select jsonb_build_object('convertedAt', a.converted_at, 'value', a.value, 'currency', a.currency,
          'custodian', a.custodian)
        from accounts a where a.lead = l.ref) as account,
      (select jsonb_build_object('phone', c.phone, 'email', c.email,
          'phoneChecked', (c.contact ->> 'phoneChecked')::boolean,
          'isAlike', (c.contact ->> 'phone', c.contact ->> 'email', c.contact ->> 'name', c.contact ->> 'company')
            is not distinct from (c.phone, c.email, c.name, c.company))
        from contacts c where c.lead = l.ref) as contact
    from leads l where l.ref > ${after} order by l.ref limit ${limit}`.execute(db);
  return rows;
}

export type Strays = { readonly table: string; readonly count: number };

/** Rows of leads that are not there, among refs after one and up to another (null: to the end). */
export async function countStrays(db: Db, after: Ref, upTo: Ref | null): Promise<readonly Strays[]> {
  const { rows } = await sql<Strays>`${sql.join(
    ['history', 'contacts', 'accounts', 'lead_keys', 'texts', 'reveals'].map(
      (table) => sql`
        select ${table}::text as "table", count(*) as count from ${sql.id(table)} x
        where x.lead > ${after} and (${upTo}::text is null or x.lead <= ${upTo})
          and not exists (select 1 from leads l where l.ref = x.lead)
        having count(*) > 0`,
    ),
    sql` union all `,
  )}`.execute(db);
  return rows;
}

export async function listHolders(db: Db): Promise<readonly MemberId[]> {
  const { rows } = await sql<{ id: MemberId }>`
    select id from members union select member from member_loads order by 1`.execute(db);
  return rows.map(({ id }) => id);
}

/** What a member has in hand, as it was counted on the way, and as it is. */
export async function readHoldings(
  db: Db,
  member: MemberId,
): Promise<{ readonly counted: Load; readonly kept: Load }> {
  const { rows } = await sql<{ counted: Load; kept: Load }>`
    select load_of(${member}) as kept, (
      select jsonb_build_object(
        'claimed', count(*) filter (where stage = 'claimed'),
        'accepted', count(*) filter (where stage = 'accepted'),
        'accounts', count(*) filter (where stage = 'converted'))
      from leads where custodian = ${member}) as counted`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The database counted nothing.');
  return row;
}
