/**
 * An update takes two statements besides the work on it: it is kept and taken in one, settled in one together with
 * taking what waits behind it.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [keepAndTake, settleAndTake]) await sql.raw(statement).execute(db);
}

/** Where all came before there is nothing new to take: whoever has it goes on. */
const keepAndTake = `
create function keep_and_take_updates(p jsonb) returns jsonb language plpgsql as $$
declare
  v_kept integer := keep_updates(p);
begin
  return jsonb_build_object('kept', v_kept, 'taken', case when v_kept = 0 then '[]' else take_updates(p) end);
end $$`;

const settleAndTake = `
create function settle_and_take_updates(p jsonb) returns jsonb language plpgsql as $$
declare
  v_outcome text;
begin
  -- As taking does, and before the first row is locked: who takes may wait for that row.
  perform pg_advisory_xact_lock(hashtext('baton updates'));
  v_outcome := settle_update(p);
  return jsonb_build_object('outcome', v_outcome, 'taken', take_updates(p));
end $$`;
