/** Calls one of the SQL functions of the migrations: JSON in, JSON out, one round trip. Decides nothing. */
import { sql } from 'kysely';
import { withPlainErrors } from './plain-error.ts';
import type { Db } from './tables.ts';

export type SqlFunction =
  | 'situation_of'
  | 'situation_for'
  | 'view_by'
  | 'due_steps'
  | 'candidates_for'
  | 'let_in'
  | 'let_many_in'
  | 'known_as'
  | 'known_many'
  | 'move_on'
  | 'settle_and_take'
  | 'settle_work'
  | 'open_home'
  | 'home_of'
  | 'adopt_twin'
  | 'send_digest'
  | 'tell_once'
  | 'announce_open'
  | 'use_code'
  | 'begin_once'
  | 'save_member'
  | 'save_identity'
  | 'keep_updates'
  | 'take_updates'
  | 'settle_update'
  | 'keep_and_take_updates'
  | 'settle_and_take_updates'
  | 'hold_lease'
  | 'tell_beyond'
  | 'move_place';

/** `Answer` is what the function's migration promises; what we wrote ourselves is trusted. */
export async function askFunction<Answer>(db: Db, name: SqlFunction, input: object): Promise<Answer> {
  const { rows } = await withPlainErrors(() =>
    sql<{ answer: Answer }>`
      select ${sql.ref(name)}(${JSON.stringify(input)}::text::jsonb) as answer`.execute(db),
  );
  const row = rows[0];
  if (!row) throw new Error(`The database function ${name} answered nothing. Run the migrations.`);
  return row.answer;
}
