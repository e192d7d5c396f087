/** What belongs to this installation as a whole: its id, its API token, flags. Small values under a name. */
import { sql } from 'kysely';
import type { Platform } from '../core/member.ts';
import type { Db, Json } from './tables.ts';

export type InstanceKey =
  | 'install_id'
  | 'api_token'
  | 'sample_team'
  | 'playbook_hash'
  | 'audited'
  | 'telegram_webhook_secret'
  | `platform_lost:${Platform}`
  | `intake_token:${string}`
  | `last_run:${string}`
  | `setting:${string}`;

export async function readInstance(db: Db, key: InstanceKey): Promise<Json> {
  const row = await db.selectFrom('instance').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

/** All values whose key begins so. */
export async function listInstance(
  db: Db,
  prefix: string,
): Promise<readonly { readonly key: string; readonly value: Json }[]> {
  return db
    .selectFrom('instance')
    .select(['key', 'value'])
    .where(sql<boolean>`starts_with(key, ${prefix})`)
    .orderBy('key')
    .execute();
}

export async function writeInstance(db: Db, key: InstanceKey, value: Json): Promise<void> {
  await sql`
    insert into instance (key, value) values (${key}, ${JSON.stringify(value)}::text::jsonb)
    on conflict (key) do update set value = excluded.value`.execute(db);
}

/** Keeps a value unless there is one; answers the one that holds. Of several processes that start at once, one decides. */
export async function settleInstance(db: Db, key: InstanceKey, value: Json): Promise<Json> {
  const { rows } = await sql<{ value: Json }>`
    insert into instance (key, value) values (${key}, ${JSON.stringify(value)}::text::jsonb)
    on conflict (key) do update set value = instance.value
    returning value`.execute(db);
  return rows[0]?.value ?? null;
}

/** Puts one value in the place of another; false if it is not that other one any more. Null stands for nothing there. */
export async function swapInstance(db: Db, key: InstanceKey, from: Json, to: Json): Promise<boolean> {
  const next = JSON.stringify(to);
  const { rows } =
    from === null
      ? await sql`
          insert into instance (key, value) values (${key}, ${next}::text::jsonb)
          on conflict (key) do nothing returning key`.execute(db)
      : await sql`
          update instance set value = ${next}::text::jsonb
          where key = ${key} and value = ${JSON.stringify(from)}::text::jsonb returning key`.execute(db);
  return rows.length > 0;
}

export async function deleteInstance(db: Db, key: InstanceKey): Promise<boolean> {
  const rows = await db.deleteFrom('instance').where('key', '=', key).returning('key').execute();
  return rows.length > 0;
}
