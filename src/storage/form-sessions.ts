/**
 * Forms that are being filled in as a conversation, one per person and platform. They hold what people type and go
 * with the lead when it is erased.
 */
import type { Moment, Ref } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Db, JsonObject } from './tables.ts';

export type FormSession = {
  readonly platform: Platform;
  readonly person: string;
  /** In the codes of its buttons. */
  readonly ref: string;
  readonly lead: Ref | null;
  /** The form, the step and the answers so far, as the adapter keeps them. */
  readonly state: JsonObject;
  readonly expiresAt: Moment;
};

export async function findFormSession(
  db: Db,
  asked: { readonly platform: Platform; readonly person: string; readonly now: Moment },
): Promise<FormSession | null> {
  const row = await db
    .selectFrom('form_sessions')
    .select(['platform', 'person', 'ref', 'lead', 'state', 'expires_at as expiresAt'])
    .where('platform', '=', asked.platform)
    .where('person', '=', asked.person)
    .where('expires_at', '>', asked.now)
    .executeTakeFirst();
  return row ?? null;
}

/** Begins a form or goes on with it; another one of the same person is given up. */
export async function saveFormSession(db: Db, session: FormSession): Promise<void> {
  const values = {
    ref: session.ref,
    lead: session.lead,
    state: JSON.stringify(session.state),
    expires_at: session.expiresAt,
  };
  await db
    .insertInto('form_sessions')
    .values({ platform: session.platform, person: session.person, ...values })
    .onConflict((conflict) => conflict.columns(['platform', 'person']).doUpdateSet(values))
    .execute();
}

export async function deleteFormSession(db: Db, platform: Platform, person: string): Promise<void> {
  await db
    .deleteFrom('form_sessions')
    .where('platform', '=', platform)
    .where('person', '=', person)
    .execute();
}
