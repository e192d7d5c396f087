/** One-time codes by which a person becomes known on a platform, the first one or a further one. */
import type { MemberId, Moment } from '../../core/lead.ts';
import type { Platform } from '../../core/member.ts';
import { codeLastsMs, insertCode, useCode } from '../../storage/join-codes.ts';
import { findMember, insertIdentity, type Member } from '../../storage/members.ts';
import type { App } from '../app.ts';

/** The code in plain, which is told once and kept as a hash. Null for somebody who is not in the team (any more). */
export async function invite(
  app: Pick<App, 'database' | 'clock' | 'random'>,
  { member, by }: { readonly member: MemberId; readonly by: MemberId | null },
): Promise<{ readonly code: string; readonly expiresAt: Moment } | null> {
  const { db } = app.database;
  const invited = await findMember(db, member);
  if (!invited?.active) return null;
  const code = app.random.code();
  const expiresAt = app.clock.now() + codeLastsMs;
  await insertCode(db, { kind: 'join', code, member, createdBy: by, expiresAt });
  return { code, expiresAt };
}

export type Joined =
  | { readonly ok: true; readonly member: Member }
  /** `wrong`: unknown, used or run out; which of these is nobody's business. */
  | { readonly ok: false; readonly why: 'wrong' | 'too_many_tries' | 'gone' }
  /** The invited person has another account on this platform. */
  | { readonly ok: false; readonly why: 'other_account'; readonly member: Member }
  /** This account is somebody already. */
  | { readonly ok: false; readonly why: 'other_person'; readonly member: Member | null };

/** Uses the code up, whatever comes of it. */
export async function join(
  app: Pick<App, 'database' | 'clock'>,
  asked: { readonly code: string; readonly platform: Platform; readonly person: string },
): Promise<Joined> {
  const { db } = app.database;
  const { platform, person } = asked;
  const used = await useCode(db, { ...asked, kind: 'join', now: app.clock.now() });
  if (!used.ok) return { ok: false, why: used.why === 'too_many_tries' ? used.why : 'wrong' };
  const member = used.member === null ? null : await findMember(db, used.member);
  if (!member?.active) return { ok: false, why: 'gone' };
  const known = member.identities.find((identity) => identity.platform === platform);
  if (known && known.person !== person) return { ok: false, why: 'other_account', member };
  if (known) return { ok: true, member };
  const added = await insertIdentity(db, { member: member.id, platform, person });
  if (added === 'not_found') return { ok: false, why: 'gone' };
  if (added !== 'saved') {
    return { ok: false, why: 'other_person', member: await findMember(db, added.identityOf) };
  }
  return { ok: true, member };
}
