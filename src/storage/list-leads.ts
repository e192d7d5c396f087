/** Lists of leads, each read by an index, in pages that neither skip nor repeat when leads arrive meanwhile. */
import { sql, type SelectQueryBuilder } from 'kysely';
import type { MemberId, Moment, Stage } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Db, Tables } from './tables.ts';

export type Page<T> = {
  readonly items: readonly T[];
  /** Hand it in as `cursor` for what follows; null: that was all. */
  readonly next: string | null;
};

export type LeadFilter = {
  readonly stage?: Stage;
  readonly direction?: string;
  readonly custodian?: MemberId;
  /** Received at or after. */
  readonly from?: Moment;
  /** Received before. */
  readonly to?: Moment;
};

/** At most this many are read at once, whatever is asked for. */
export const pageSizeAtMost = 200;

/** Newest first. Throws `BadCursor` for a cursor that was not given by a page. */
export async function listLeads(
  db: Db,
  asked: LeadFilter & { readonly cursor?: string | null; readonly limit: number },
): Promise<Page<LeadView>> {
  const limit = Math.max(1, Math.min(asked.limit, pageSizeAtMost));
  let query = views(db);
  if (asked.stage !== undefined) query = query.where('stage', '=', asked.stage);
  if (asked.direction !== undefined) query = query.where('direction', '=', asked.direction);
  if (asked.custodian !== undefined) query = query.where('custodian', '=', asked.custodian);
  if (asked.from !== undefined) query = query.where('received_at', '>=', asked.from);
  if (asked.to !== undefined) query = query.where('received_at', '<', asked.to);
  const after = asked.cursor ? readCursor(asked.cursor) : null;
  if (after) {
    query = query.where(sql<boolean>`(received_at, number) < (${after.receivedAt}, ${after.number})`);
  }
  const rows = await query
    .orderBy('received_at', 'desc')
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => row.view);
  const lastItem = items.at(-1);
  return { items, next: rows.length > limit && lastItem ? formatCursor(lastItem) : null };
}

/** What can be claimed in these directions, oldest first. */
export async function listFree(
  db: Db,
  directions: readonly string[],
  limit: number,
): Promise<readonly LeadView[]> {
  const rows = await views(db)
    .where('stage', '=', 'new')
    .where(sql<boolean>`direction = any(${[...directions]}::text[])`)
    .orderBy('received_at')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => row.view);
}

/** What a member answers for now, or stands in for, leads and accounts: what is due first comes first. */
export async function listMine(db: Db, member: MemberId, limit = 50): Promise<readonly LeadView[]> {
  const rows = await views(db)
    .where(
      sql<boolean>`custodian = any(array(
        select ${member}::text union all
        select id from members where deputy = ${member} and away_until is not null))`,
    )
    .where(sql<boolean>`(custodian = ${member} or state ->> 'coveredBy' = ${member})`)
    .orderBy(sql`due_at nulls last`)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => row.view);
}

/** Leads whose next step is overdue, the longest first: the clock's work. */
export async function listDue(
  db: Db,
  asked: { readonly now: Moment; readonly limit: number },
): Promise<readonly LeadView[]> {
  const rows = await views(db)
    .where('due_at', '<=', asked.now)
    .orderBy('due_at')
    .limit(asked.limit)
    .execute();
  return rows.map((row) => row.view);
}

function views(db: Db): SelectQueryBuilder<Tables, 'leads', { view: LeadView }> {
  return db.selectFrom('leads').select(sql<LeadView>`view_of(leads)`.as('view'));
}

/** A cursor that no page has given. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

function formatCursor({ lead }: LeadView): string {
  return Buffer.from(`${lead.receivedAt}.${lead.number}`).toString('base64url');
}

function readCursor(cursor: string): { receivedAt: number; number: number } {
  const found = /^(-?\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!found) throw new BadCursor('Use the "next" of a page as cursor.');
  return { receivedAt: Number(found[1]), number: Number(found[2]) };
}
