/** Who has seen whose contact, when and why. Written with the lead; only read here. */
import type { MemberId, Moment, Ref } from '../core/lead.ts';
import type { Via } from '../core/member.ts';
import type { Db } from './tables.ts';

export type Reveal = {
  readonly lead: Ref;
  readonly member: MemberId;
  readonly at: Moment;
  /** It came with having the lead. */
  readonly own: boolean;
  readonly via: Via;
  readonly reason: string | null;
};

/** Newest first. */
export async function listReveals(
  db: Db,
  asked: ({ readonly lead: Ref } | { readonly member: MemberId; readonly from: Moment }) & {
    readonly limit: number;
  },
): Promise<readonly Reveal[]> {
  let query = db.selectFrom('reveals').select(['lead', 'member', 'at', 'own', 'via', 'reason']);
  query =
    'lead' in asked
      ? query.where('lead', '=', asked.lead)
      : query.where('member', '=', asked.member).where('at', '>=', asked.from);
  return query.orderBy('at', 'desc').orderBy('revision', 'desc').limit(asked.limit).execute();
}

/** How many contacts a member has asked to see since, besides those of leads they took. */
export async function countReveals(db: Db, member: MemberId, from: Moment): Promise<number> {
  const row = await db
    .selectFrom('reveals')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .where('member', '=', member)
    .where('at', '>=', from)
    .where('own', '=', false)
    .executeTakeFirstOrThrow();
  return row.count;
}
