/** People: who they are, which roles they hold, by which identities platforms know them. Decides nothing. */
import { sql, type SelectQueryBuilder } from 'kysely';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Language, Load, Platform, Role } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Db, Tables } from './tables.ts';

export type HeldRole = {
  readonly role: Role;
  /** Null: in all of them. */
  readonly direction: string | null;
};

export type Identity = {
  readonly platform: Platform;
  /** The platform's own user id. */
  readonly person: string;
  /** Cut off on this platform alone (left the workspace, was banned). */
  readonly suspended: boolean;
  /** False when they have blocked the bot. */
  readonly reachable: boolean;
  /** Whether they were written to in private, or wrote. */
  readonly met: boolean;
};

export type Member = {
  readonly id: MemberId;
  readonly name: string;
  /** Null: the playbook's. */
  readonly language: Language | null;
  readonly timeZone: string | null;
  readonly active: boolean;
  readonly awayUntil: Moment | null;
  readonly deputy: MemberId | null;
  /** Of the sample team, which is no real person. */
  readonly sample: boolean;
  readonly createdAt: Moment;
  readonly roles: readonly HeldRole[];
  readonly identities: readonly Identity[];
  readonly load: Load;
  /** Since when they get no new leads, because they let several lie. */
  readonly offSince: Moment | null;
  /** Limits of their own, before those of the playbook. */
  readonly limits: Partial<Load>;
};

export type NewIdentity = Pick<Identity, 'platform' | 'person'>;
export type NewMember = Pick<Member, 'id' | 'name' | 'language' | 'timeZone' | 'createdAt' | 'roles'> & {
  readonly sample?: boolean;
  readonly identities: readonly NewIdentity[];
};
/** What is left out stays; roles and identities are replaced as a whole. */
export type MemberChanges = Partial<
  Pick<Member, 'name' | 'language' | 'timeZone' | 'active' | 'awayUntil' | 'deputy' | 'roles' | 'limits'>
> & { readonly identities?: readonly NewIdentity[] };

/** Nothing was saved when an identity belongs to somebody else already, or when there is no such member. */
export type MemberSaved = 'saved' | 'not_found' | { readonly identityOf: MemberId };

export async function findMember(db: Db, id: MemberId): Promise<Member | null> {
  const row = await membersOf(db).where('id', '=', id).executeTakeFirst();
  return row?.member ?? null;
}

/** Whoever the platform knows under this id; look at `active` and at the identity's `suspended`. */
export async function findByIdentity(db: Db, platform: Platform, person: string): Promise<Member | null> {
  const row = await membersOf(db)
    .where(
      'id',
      '=',
      db
        .selectFrom('identities')
        .select('identities.member')
        .where('identities.platform', '=', platform)
        .where('identities.person', '=', person),
    )
    .executeTakeFirst();
  return row?.member ?? null;
}

/** By name. `seated: false`: those who have left the team, or are cut off on every platform. */
export async function listMembers(
  db: Db,
  asked: { readonly active?: boolean; readonly role?: Role; readonly seated?: false } = {},
): Promise<readonly Member[]> {
  let query = membersOf(db);
  if (asked.active !== undefined) query = query.where('active', '=', asked.active);
  if (asked.seated === false) {
    query = query.where(
      sql<boolean>`(not members.active or exists (select 1 from identities i where i.member = members.id)
        and not exists (select 1 from identities i where i.member = members.id and not i.suspended))`,
    );
  }
  if (asked.role !== undefined) {
    query = query.where(
      'id',
      'in',
      db.selectFrom('member_roles').select('member_roles.member').where('role', '=', asked.role),
    );
  }
  const rows = await query.orderBy('name').orderBy('id').execute();
  return rows.map((row) => row.member);
}

/** What people are called, whether they are still here or not. */
export async function listNames(
  db: Db,
  ids: readonly MemberId[],
): Promise<Readonly<Record<MemberId, string>>> {
  const rows = await db
    .selectFrom('members')
    .select(['id', 'name'])
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .execute();
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}

/** Whether a real, active manager exists; the sample team does not count. */
export async function hasManager(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('member_roles')
    .innerJoin('members', 'members.id', 'member_roles.member')
    .select('members.id')
    .where('member_roles.role', '=', 'manager')
    .where('members.active', '=', true)
    .where('members.sample', '=', false)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export function insertMember(db: Db, member: NewMember): Promise<MemberSaved> {
  return askFunction(db, 'save_member', { ...member, isNew: true });
}

export async function saveMember(
  db: Db,
  id: MemberId,
  { limits, ...changes }: MemberChanges,
): Promise<MemberSaved> {
  const saved = await askFunction<MemberSaved>(db, 'save_member', { ...changes, id, isNew: false });
  if (saved === 'saved' && limits !== undefined) {
    await db
      .updateTable('members')
      .set({ limits: JSON.stringify(limits) })
      .where('id', '=', id)
      .execute();
  }
  return saved;
}

/** Adds an identity to a member. What the member has in hand is shown there, too. */
export function insertIdentity(
  db: Db,
  identity: NewIdentity & { readonly member: MemberId },
): Promise<MemberSaved> {
  return askFunction(db, 'save_identity', { ...identity, isNew: true });
}

/** Suspends an identity or lets it in again, marks it as not reachable or as reachable again. */
export function saveIdentity(
  db: Db,
  identity: NewIdentity & { readonly suspended?: boolean; readonly reachable?: boolean },
): Promise<MemberSaved> {
  return askFunction(db, 'save_identity', { ...identity, isNew: false });
}

function membersOf(db: Db): SelectQueryBuilder<Tables, 'members', { member: Member }> {
  return db.selectFrom('members').select(sql<Member>`member_of(members)`.as('member'));
}
