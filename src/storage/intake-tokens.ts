/**
 * Tokens of websites' forms, made over the API. A row is read for each use, so that a token that is revoked in one
 * process is refused in all of them from then on. Of the secret only a hash is kept.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { deleteInstance, listInstance, readInstance, settleInstance } from './instance.ts';
import type { InstanceKey } from './instance.ts';
import type { Db } from './tables.ts';

export type KeptIntakeToken = {
  readonly id: string;
  /** Where its leads come from. */
  readonly source: string;
  /** Origins (`https://example.com`) whose scripts may read the answer, and that a form may lead back to. */
  readonly sites: readonly string[];
  /** Where a browser is led after a form was sent. */
  readonly thanks: string | null;
  readonly hash: string;
  readonly createdAt: number;
};

const shape = z.object({
  id: z.string(),
  source: z.string(),
  sites: z.array(z.string()),
  thanks: z.string().nullable(),
  hash: z.string(),
  createdAt: z.number(),
});

export async function insertIntakeToken(db: Db, token: KeptIntakeToken): Promise<void> {
  await settleInstance(db, keyOf(token.id), { ...token });
}

export async function findIntakeToken(db: Db, id: string): Promise<KeptIntakeToken | null> {
  const kept = await readInstance(db, keyOf(id));
  return kept === null ? null : shape.parse(kept);
}

/** Oldest first. */
export async function listIntakeTokens(db: Db): Promise<readonly KeptIntakeToken[]> {
  const rows = await listInstance(db, prefix);
  return rows.map(({ value }) => shape.parse(value)).toSorted((a, b) => a.createdAt - b.createdAt);
}

/** False if there is none. */
export function deleteIntakeToken(db: Db, id: string): Promise<boolean> {
  return deleteInstance(db, keyOf(id));
}

/** Whether any token names this origin: all that can be known of a preflight, which carries no token. */
export async function isSiteOfAToken(db: Db, origin: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from instance
      where starts_with(key, ${prefix}) and value -> 'sites' @> ${JSON.stringify([origin])}::text::jsonb
    ) as found`.execute(db);
  return rows[0]?.found === true;
}

const prefix = 'intake_token:';

function keyOf(id: string): InstanceKey {
  return `${prefix}${id}`;
}
