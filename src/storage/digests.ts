/** Who reads digests, and which have been sent: each once to each reader, whoever asks and however often. */
import { sql } from 'kysely';
import type { DigestKind } from '../core/digest-calendar.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

export type DigestReader = {
  /** Opaque: a member, or a place. */
  readonly reader: string;
  readonly member: MemberId | null;
  /** Null: all. */
  readonly direction: string | null;
  /** Null: that of the direction, or the company's. */
  readonly timeZone: string | null;
  /** Where they are reached. */
  readonly lanes: readonly number[];
  readonly createdAt: Moment;
};

export async function listDigestReaders(db: Db): Promise<readonly DigestReader[]> {
  const { rows } = await sql<DigestReader>`
    select reader, member, direction, "timeZone", min("createdAt") as "createdAt", json_agg(lane order by lane) as lanes
    from digest_readers() group by 1, 2, 3, 4 order by 1, 3`.execute(db);
  return rows;
}

export type DigestSending = Pick<DigestReader, 'reader' | 'member' | 'direction' | 'lanes'> & {
  readonly kind: DigestKind;
  readonly day: string;
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly now: Moment;
};

/** False: it had been sent before. Does not wake the deliverers. */
export function sendDigest(db: Db, sending: DigestSending): Promise<boolean> {
  return askFunction(db, 'send_digest', sending);
}

/** Up to which day this reader has been told; null: never. */
export async function lastDigestDay(
  db: Db,
  { reader, direction, kind }: Pick<DigestSending, 'reader' | 'direction' | 'kind'>,
): Promise<string | null> {
  const { rows } = await sql<{ to: string | null }>`
    select max(to_day) as "to" from digests_sent
    where reader = ${reader} and kind = ${kind} and direction = ${direction ?? ''}`.execute(db);
  return rows[0]?.to ?? null;
}
