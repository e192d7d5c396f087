/**
 * Many leads at once: rows of a spreadsheet are let in by pieces, one statement a piece. Where they are too many to be
 * announced one by one, they come in quietly, and one card in each place of theirs tells how many there are.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** A quiet lead has a card only where it was offered on its own since: for the rest it has never stood there. */
const quiet = 'alter table leads add column quiet boolean not null default false';

/**
 * One card for each place and import, whose count grows with the pieces: a level that is kept in step, so that a
 * process that dies in between, or the same file once more, makes no second one. It is held back for a moment, so that
 * it is posted when the last piece is in, and goes out by itself if none follows.
 */
const announceImport = `
create function announce_import(p jsonb, p_refs text[]) returns void language plpgsql as $$
begin
  insert into outbox (kind, lane, once, body, urgency, wanted, queued_at, next_at)
  select distinct 'import card', pl.lane, concat_ws(':', 'import', p ->> 'key', come.direction, pl.lane),
    jsonb_build_object('direction', come.direction, 'count', come.count, 'at', p -> 'now'), 1, 1,
    (p ->> 'now')::bigint, (p ->> 'now')::bigint + (p ->> 'holdMs')::bigint
  from (select direction, count(*) from leads where ref = any (p_refs) group by direction) come
  join places pl on pl.audience = p -> 'audiences' ->> come.direction
    and (pl.direction is null or pl.direction = come.direction)
  order by 3
  on conflict (once) where once is not null do update set
    body = outbox.body || jsonb_build_object(
      'count', (outbox.body ->> 'count')::bigint + (excluded.body ->> 'count')::bigint),
    wanted = outbox.wanted + 1, dirty = true, buried = null,
    queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end,
    next_at = greatest(outbox.next_at, excluded.next_at);
end $$`;

/**
 * Lets rows in, all or none. Their contact keys are first taken in order and given back at once: whoever else wants one
 * of them now waits until this piece is done, and nobody waits in a circle, in whatever order the rows come.
 */
const letManyIn = `
create function let_many_in(p jsonb) returns jsonb language plpgsql as $$
declare
  v_holder text := 'piece ' || (p #>> '{arrivals,0,lead,ref}');
  v_answers jsonb[] := '{}';
  v_refs text[] := '{}';
  v_arrival jsonb;
  v_answer jsonb;
begin
  insert into lead_keys (kind, value, lead)
  select distinct k.kind, k.value, v_holder
  from jsonb_array_elements(p -> 'arrivals') a (arrival)
  cross join lateral (
    select * from jsonb_to_recordset(a.arrival -> 'keys') as x (kind text, value text)
    union all
    select 'external', external_key(a.arrival #>> '{lead,source}', a.arrival ->> 'externalId')
    where a.arrival ->> 'externalId' is not null
  ) k
  order by 1, 2
  on conflict do nothing;
  delete from lead_keys where lead = v_holder;

  for v_arrival in select value from jsonb_array_elements(p -> 'arrivals') loop
    v_answer := let_in(v_arrival);
    v_answers := v_answers || v_answer;
    if v_answer ? 'number' then
      v_refs := v_refs || (v_arrival #>> '{lead,ref}');
    end if;
  end loop;
  if p -> 'announcement' <> 'null' and cardinality(v_refs) > 0 then
    update leads set quiet = true where ref = any (v_refs);
    perform announce_import(p -> 'announcement', v_refs);
  end if;
  return to_jsonb(v_answers);
end $$`;

/** For each contact whether it would make no lead of its own now. */
const knownMany = `
create function known_many(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  return (
    select coalesce(jsonb_agg(
      coalesce(k.known ->> 'by' = 'external' or k.known ->> 'stage' not in ('disqualified', 'lost'), false)
      order by c.position), '[]')
    from jsonb_array_elements(p) with ordinality as c (contact, position)
    cross join lateral (
      select known_lead(external_key(c.contact ->> 'source', c.contact ->> 'externalId'),
        c.contact ->> 'phone', c.contact ->> 'email') as known) k);
end $$`;

const statements = [quiet, announceImport, letManyIn, knownMany];
