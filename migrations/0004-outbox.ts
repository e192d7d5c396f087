/**
 * The outbox: whom what is told reaches, taking work, settling it. What a change puts in stands in `enqueue`.
 *
 * Urgency: 0 a person's card with the contact, 1 what is told, 2 living cards, 3 stubs, 4 digests. Locks are taken lane
 * first, then the row; who puts something in touches no lane.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Where a member is told something: everywhere they are, since no platform waits for another. */
const lanesOfMember = `
create function lanes_of_member(p_member text) returns table (lane bigint) language plpgsql stable as $$
begin
  return query
    select i.lane from identities i join lanes l on l.id = i.lane
    where i.member = p_member and i.reachable and not i.suspended and l.problem is null;
end $$`;

/** The managers' places of a direction (null: of all), else each manager privately. */
const managerLanes = `
create function manager_lanes(p_direction text) returns table (lane bigint, member text)
language plpgsql stable as $$
begin
  return query
    select distinct pl.lane, null::text from places pl join lanes l on l.id = pl.lane
    where pl.audience = 'managers' and l.problem is null
      and (p_direction is null or pl.direction is null or pl.direction = p_direction);
  if not found then
    return query
      select distinct told.lane, r.member
      from member_roles r join members m on m.id = r.member and m.active
      cross join lateral lanes_of_member(r.member) told
      where r.role = 'manager' and (p_direction is null or r.direction is null or r.direction = p_direction);
  end if;
end $$`;

const tellOnce = `
create function tell_once(p jsonb) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  insert into outbox (kind, lane, lead, member, telling, once, body, urgency, queued_at)
  select p ->> 'kind', t.lane, p ->> 'ref', t.member, p ->> 'telling',
    concat_ws(':', p ->> 'key', t.lane),
    nullif(p -> 'body', 'null'), case p ->> 'kind' when 'digest' then 4 else 1 end, (p ->> 'now')::bigint
  from (
    select m.lane, m.member from manager_lanes(p #>> '{to,direction}') m where p #>> '{to,type}' = 'managers'
    union all
    select m.lane, p #>> '{to,member}' from lanes_of_member(p #>> '{to,member}') m where p #>> '{to,type}' = 'member'
  ) t
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$`;

/** What waits for the audience of a place now, newest first, at most so many. */
const announceOpen = `
create function announce_open(p jsonb) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  insert into outbox (kind, lane, lead, urgency, wanted, queued_at)
  select 'living card', pl.lane, l.ref, 2, l.revision, (p ->> 'now')::bigint
  from places pl
  cross join lateral (
    select ref, revision, received_at, number from leads
    where stage = case pl.audience
        when 'prospectors' then 'new' when 'closers' then 'qualified' when 'account_team' then 'converted' end
      and custodian is null and (pl.direction is null or direction = pl.direction)
    order by received_at desc, number desc
    limit (p ->> 'atMost')::integer
  ) l
  where pl.id = p ->> 'place'
  order by l.received_at, l.number
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$`;

/** A piece of work as the deliverer sees it. */
const workOf = `
create function work_of(o outbox, l lanes) returns jsonb language plpgsql stable as $$
declare
  v_lead leads;
  v_audiences jsonb := '[]';
  v_language text;
  v_zone text;
  v_member text;
begin
  if o.lead is not null then
    select * into v_lead from leads where ref = o.lead;
  end if;
  if l.kind = 'channel' then
    select coalesce(jsonb_agg(distinct pl.audience), '[]'), (array_agg(pl.language order by pl.created_at, pl.id))[1]
    into v_audiences, v_language
    from places pl
    where pl.lane = l.id and (v_lead.ref is null or pl.direction is null or pl.direction = v_lead.direction);
  else
    select m.id, m.language, m.time_zone into v_member, v_language, v_zone
    from identities i join members m on m.id = i.member where i.lane = l.id;
  end if;
  return jsonb_build_object(
    'id', o.id, 'take', o.takes, 'lane', l.id, 'kind', o.kind, 'platform', l.platform,
    'to', case l.kind
      when 'channel' then jsonb_build_object('type', 'channel', 'channel', l.channel, 'thread', nullif(l.thread, ''))
      else jsonb_build_object('type', 'person', 'person', l.channel, 'member', coalesce(o.member, v_member)) end,
    'ref', o.lead, 'view', case when v_lead.ref is null then null else view_of(v_lead) end,
    'audiences', v_audiences, 'language', v_language, 'timeZone', v_zone,
    'message', o.message, 'key', coalesce(o.once, o.lead || '-' || o.id), 'wanted', o.wanted,
    'attempts', o.attempts, 'unknown', o.unknown, 'telling', o.telling, 'body', o.body);
end $$`;

/**
 * Whether there is nothing to draw after all: a card for somebody who has handed the lead on before they saw it, the
 * stub of a card that was never posted.
 */
const isIdle = `
create function is_idle(o outbox) returns boolean language plpgsql stable as $$
begin
  if o.message is not null or o.unknown or o.leased_by is not null then
    return false;
  end if;
  return o.kind = 'stub' or (o.kind = 'private card' and not exists (
    select 1 from leads where ref = o.lead and custodian = o.member));
end $$`;

/** Lanes that have something waiting are found one by one in the index, so that a long queue costs nothing. */
const waitingLanes = `
create function waiting_lanes() returns table (lane bigint) language plpgsql stable rows 20 as $$
begin
  return query
    with recursive waiting (lane) as (
      (select o.lane from outbox o where o.dirty order by o.lane limit 1)
      union all
      select (select o.lane from outbox o where o.dirty and o.lane > w.lane order by o.lane limit 1)
      from waiting w where w.lane is not null
    )
    select w.lane from waiting w where w.lane is not null;
end $$`;

/** The most urgent work of a platform's free lanes, one piece a lane; `p_lanes` are those that have something waiting. */
const takeFrom = `
create function take_from(p_lanes bigint[], p_limit integer, p_worker text, p_lease_ms bigint, p_now bigint)
returns jsonb language plpgsql as $$
declare
  v_work jsonb := '[]';
  l lanes;
  o outbox;
begin
  for l in
    select la.*
    from unnest(p_lanes) w (lane)
    join lanes la on la.id = w.lane
    join platforms f on f.platform = la.platform
    cross join lateral (
      select b.urgency, b.queued_at, b.id from outbox b
      where b.lane = la.id and b.dirty and b.next_at <= p_now
      order by b.urgency, b.queued_at, b.id limit 1
    ) best
    where la.next_at <= p_now and la.leased_until <= p_now and f.next_at <= p_now
    order by best.urgency, best.queued_at, best.id
    limit p_limit
    for update of la skip locked
  loop
    loop
      select * into o from outbox
      where lane = l.id and dirty and next_at <= p_now
      order by urgency, queued_at, id limit 1 for update skip locked;
      exit when o.id is null or not is_idle(o);
      update outbox set dirty = false, shown = wanted where id = o.id;
    end loop;
    continue when o.id is null;
    update outbox set takes = takes + 1, leased_by = p_worker,
      -- Whoever had it before has died with it in hand.
      unknown = unknown or leased_by is not null,
      attempts = attempts + case when leased_by is null then 0 else 1 end
    where id = o.id returning * into o;
    update lanes set leased_until = p_now + p_lease_ms, holder = o.id where id = l.id;
    v_work := v_work || work_of(o, l);
  end loop;
  return v_work;
end $$`;

/** When there will be something to take from one of these lanes; null: nothing waits there. */
const nextFrom = `
create function next_from(p_lanes bigint[], p_now bigint) returns bigint language plpgsql stable as $$
begin
  return (
    select min(case
      -- Then it is looked into anew; what waits there may wait longer.
      when free.at > p_now then free.at
      else (
        -- The first of the queue tell enough; were all of them put off for longer than the rest, the next poll would see.
        select greatest(free.at, min(first.next_at)) from (
          select b.next_at from outbox b where b.lane = free.lane and b.dirty
          order by b.urgency, b.queued_at, b.id limit 100
        ) first having count(*) > 0
      ) end)
    from (
      select la.id as lane, greatest(la.next_at, la.leased_until, f.next_at) as at
      from unnest(p_lanes) w (lane)
      join lanes la on la.id = w.lane
      join platforms f on f.platform = la.platform
    ) free);
end $$`;

/**
 * Settles one piece of work. With something settled already in the same statement it waits for nobody: who waits while
 * others wait for them may wait in a circle. Then it answers "busy", and is to be settled in another statement.
 */
const settleOne = `
create function settle_one(p jsonb, p_at bigint, p_may_wait boolean) returns text language plpgsql as $$
declare
  v_id bigint := (p ->> 'id')::bigint;
  v_take integer := (p ->> 'take')::integer;
  v_outcome jsonb := p -> 'outcome';
  v_type text := v_outcome ->> 'type';
  l lanes;
  o outbox;
  v_again boolean;
begin
  if p_may_wait then
    select la.* into l from lanes la where la.id = (select lane from outbox where id = v_id) for update;
    select * into o from outbox where id = v_id and takes = v_take and leased_by is not null for update;
  else
    if v_outcome ? 'holdPlatformMs' then
      return 'busy';
    end if;
    select la.* into l from lanes la where la.id = (select lane from outbox where id = v_id) for update skip locked;
    if l.id is not null then
      select * into o from outbox where id = v_id and takes = v_take and leased_by is not null
      for update skip locked;
    end if;
    if o.id is null and exists (
      select 1 from outbox where id = v_id and takes = v_take and leased_by is not null
    ) then
      return 'busy';
    end if;
  end if;
  if o.id is null then
    return 'late';
  end if;
  update lanes set holder = null, leased_until = 0,
    next_at = greatest(next_at, p_at + coalesce((v_outcome ->> 'holdPlaceMs')::bigint, 0))
  where id = l.id and holder = o.id;
  if v_outcome ? 'holdPlatformMs' then
    update platforms set next_at = greatest(next_at, p_at + (v_outcome ->> 'holdPlatformMs')::bigint)
    where platform = l.platform;
  end if;

  if v_type = 'shown' then
    -- Clean only if what was shown is what is wanted, and as what it is wanted.
    update outbox set message = v_outcome -> 'message', shown = (v_outcome ->> 'revision')::integer,
      dirty = not (kind = p ->> 'kind' and (v_outcome ->> 'revision')::integer >= wanted),
      attempts = 0, unknown = false, leased_by = null, next_at = 0, buried = null
    where id = o.id;
  elsif v_type = 'told' then
    update outbox set message = coalesce(nullif(v_outcome -> 'message', 'null'), message), dirty = false,
      attempts = 0, unknown = false, leased_by = null, buried = null
    where id = o.id;
  elsif v_type = 'later' then
    update outbox set next_at = p_at + (v_outcome ->> 'afterMs')::bigint,
      attempts = attempts + case when coalesce((v_outcome ->> 'isFailure')::boolean, true) then 1 else 0 end,
      unknown = unknown or coalesce((v_outcome ->> 'mayHaveActed')::boolean, false), leased_by = null
    where id = o.id;
  elsif v_type = 'gone' then
    v_again := o.attempts < 3 and exists (
      select 1 from leads d where d.ref = o.lead and (
        (o.kind = 'living card' and d.stage not in ('disqualified', 'lost'))
        or (o.kind = 'private card' and d.custodian = o.member)));
    update outbox set message = null, shown = null, dirty = v_again, attempts = attempts + 1, unknown = false,
      leased_by = null, next_at = 0
    where id = o.id;
  elsif v_type = 'buried' then
    update outbox set dirty = false, buried = v_outcome ->> 'why', unknown = false, leased_by = null
    where id = o.id;
  else
    raise exception 'There is no outcome "%".', v_type;
  end if;
  return 'settled';
end $$`;

const settleWork = `
create function settle_work(p jsonb) returns boolean language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  return settle_one(p, coalesce((p ->> 'at')::bigint, now_ms()), true) = 'settled';
end $$`;

/**
 * A deliverer's whole round, in one statement: what it has finished is settled, what may begin is taken, and it is told
 * for each platform when there will be more.
 */
const settleAndTake = `
create function settle_and_take(p jsonb) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  v_now bigint := coalesce((p ->> 'now')::bigint, now_ms());
  v_done jsonb;
  v_may_wait boolean := true;
  v_busy jsonb := '[]';
  v_waiting bigint[];
  v_lanes bigint[];
  v_platform text;
  v_limit integer;
  v_works jsonb := '[]';
  v_next jsonb := '{}';
begin
  for v_done in select d from jsonb_array_elements(p -> 'finished') d loop
    if settle_one(v_done, coalesce((v_done ->> 'at')::bigint, v_now), v_may_wait) = 'busy' then
      v_busy := v_busy || (v_done -> 'id');
    end if;
    v_may_wait := false;
  end loop;

  v_waiting := array(select lane from waiting_lanes());
  if cardinality(v_waiting) > 0 then
    for v_platform, v_limit in select key, value::integer from jsonb_each_text(p -> 'limits') loop
      v_lanes := array(
        select la.id from unnest(v_waiting) w (lane) join lanes la on la.id = w.lane
        where la.platform = v_platform and la.problem is null);
      continue when cardinality(v_lanes) = 0;
      if v_limit > 0 then
        v_works := v_works || take_from(v_lanes, v_limit, p ->> 'worker', (p ->> 'leaseMs')::bigint, v_now);
      end if;
      v_next := v_next || jsonb_build_object(v_platform, next_from(v_lanes, v_now));
    end loop;
  end if;
  return jsonb_build_object('works', v_works, 'busy', v_busy, 'next', v_next);
end $$`;

const statements = [
  lanesOfMember,
  managerLanes,
  tellOnce,
  announceOpen,
  workOf,
  isIdle,
  waitingLanes,
  takeFrom,
  nextFrom,
  settleOne,
  settleWork,
  settleAndTake,
];
