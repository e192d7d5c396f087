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

/** As before, but that a quiet lead gets a new card only where it is offered. */
const enqueue = `
create or replace function enqueue(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint)
returns void language plpgsql as $$
begin
  if p_notices @> '[{"type": "card"}]' then
    if p_revision > 1 and p_notices @> '[{"type": "card", "fresh": true}]' then
      update outbox o set kind = 'stub', urgency = 3, dirty = true, wanted = p_revision, buried = null,
        queued_at = case when o.dirty then o.queued_at else p_at end
      where o.lead = p_ref and o.kind = 'living card'
        and (o.message is not null or o.leased_by is not null or o.unknown)
        and o.lane in (
          select pl.lane
          from jsonb_to_recordset(p_notices) as n (type text, audience text, fresh boolean)
          join places pl on pl.audience = n.audience and (pl.direction is null or pl.direction = p_direction)
          where n.type = 'card' and n.fresh);
    end if;
    insert into outbox (kind, lane, lead, urgency, wanted, queued_at)
    select distinct 'living card', pl.lane, p_ref, 2, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, audience text, fresh boolean)
    join places pl on pl.audience = n.audience and (pl.direction is null or pl.direction = p_direction)
    where n.type = 'card'
      and (n.fresh
        or not exists (select 1 from leads q where q.ref = p_ref and q.quiet)
        or exists (select 1 from outbox o where o.lead = p_ref and o.lane = pl.lane and o.kind = 'living card'))
    on conflict (lead, lane, kind) where kind in ('living card', 'private card') do update set
      wanted = excluded.wanted, dirty = true, buried = null,
      queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end,
      next_at = case when outbox.dirty then outbox.next_at else 0 end;
  end if;

  if p_notices @> '[{"type": "private card"}]' then
    -- Also where the person is cut off by now: a contact that stands there must go.
    update outbox o set wanted = p_revision, dirty = true, buried = null,
      queued_at = case when o.dirty then o.queued_at else p_at end,
      next_at = case when o.dirty then o.next_at else 0 end
    where o.lead = p_ref and o.kind = 'private card' and o.member in (
      select n.member from jsonb_to_recordset(p_notices) as n (type text, member text)
      where n.type = 'private card');
    insert into outbox (kind, lane, lead, member, urgency, wanted, queued_at)
    select distinct 'private card', i.lane, p_ref, i.member, 0, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, member text)
    join identities i on i.member = n.member and i.reachable and not i.suspended
    where n.type = 'private card'
    on conflict do nothing;
    -- Whoever has it and can't be written to anywhere is named to the managers, once for each lead.
    insert into outbox (kind, lane, lead, member, once, body, urgency, wanted, queued_at)
    select 'tell managers', m.lane, p_ref, m.member, concat_ws(':', 'nobody', p_ref, held.custodian, m.lane),
      jsonb_build_object('trouble', 'nobody_there', 'member', held.custodian, 'number', held.number),
      1, p_revision, p_at
    from leads held cross join manager_lanes(p_direction) m
    where held.ref = p_ref and held.custodian is not null
      and not exists (select 1 from lanes_of_member(held.custodian))
    on conflict do nothing;
  end if;

  if p_notices @> '[{"type": "tell"}]' then
    insert into outbox (kind, lane, lead, member, telling, once, urgency, wanted, queued_at)
    select distinct 'tell', told.lane, p_ref, n.member, n.telling,
      concat_ws(':', 'tell', p_ref, p_revision, n.telling, n.member, told.lane), 1, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, member text, telling text)
    cross join lateral lanes_of_member(n.member) told
    where n.type = 'tell'
    on conflict do nothing;
  end if;

  if p_notices @> '[{"type": "tell managers"}]' then
    insert into outbox (kind, lane, lead, member, telling, once, urgency, wanted, queued_at)
    select distinct 'tell managers', m.lane, p_ref, m.member, n.telling,
      concat_ws(':', 'managers', p_ref, p_revision, n.telling, m.lane), 1, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, telling text)
    cross join manager_lanes(p_direction) m
    where n.type = 'tell managers'
    on conflict do nothing;
  end if;
end $$`;

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

const statements = [quiet, enqueue, announceImport, letManyIn, knownMany];
