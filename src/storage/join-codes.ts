/**
 * One-time codes, by which a person becomes known on a platform. Only a hash is kept. Who has failed five times
 * within a quarter of an hour may not go on trying.
 */
import { createHash } from 'node:crypto';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

export type JoinCode = {
  /** `manager`: whoever sends it becomes the first manager. */
  readonly kind: 'join' | 'manager';
  /** Whom it lets in as; null for somebody new. */
  readonly member: MemberId | null;
  readonly createdBy: MemberId | null;
};

export const codeTriesAtMost = 5;
export const codeLastsMs = 15 * 60_000;

export async function insertCode(
  db: Db,
  code: JoinCode & { readonly code: string; readonly expiresAt: Moment },
): Promise<void> {
  await db
    .insertInto('join_codes')
    .values({
      hash: hashOf(code.code),
      kind: code.kind,
      member: code.member,
      created_by: code.createdBy,
      expires_at: code.expiresAt,
      used_at: null,
    })
    .execute();
}

export type CodeUse =
  | ({ readonly ok: true } & JoinCode)
  | { readonly ok: false; readonly why: 'unknown' | 'expired' | 'used' | 'too_many_tries' };

/** Uses a code up: of any number of people who send it at once, one is let in. */
export function useCode(
  db: Db,
  asked: {
    readonly code: string;
    readonly kind: JoinCode['kind'];
    readonly platform: Platform;
    readonly person: string;
    readonly now: Moment;
  },
): Promise<CodeUse> {
  const { kind, platform, person, now } = asked;
  return askFunction(db, 'use_code', {
    hash: hashOf(asked.code),
    kind,
    platform,
    person,
    now,
    triesAtMost: codeTriesAtMost,
    lastsMs: codeLastsMs,
  });
}

/** Makes a code worthless that others may have seen. */
export async function voidCode(db: Db, code: string, now: Moment): Promise<void> {
  await db
    .updateTable('join_codes')
    .set({ used_at: now })
    .where('hash', '=', hashOf(code))
    .where('used_at', 'is', null)
    .execute();
}

/** Makes all unused codes of a kind worthless. */
export async function voidCodes(db: Db, kind: JoinCode['kind'], now: Moment): Promise<void> {
  await db
    .updateTable('join_codes')
    .set({ used_at: now })
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .execute();
}

/** People copy codes with spaces, dashes and in any case. */
function hashOf(code: string): string {
  return createHash('sha256').update(code.replaceAll(/[\s-]/g, '').toUpperCase()).digest('hex');
}
