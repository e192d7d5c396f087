/**
 * How fast platforms may be written to, kept for all processes together, and looking for what may stand already as a
 * step of its own. Homes and twins stand beside this.
 *
 * A rate is a list of the last moments at which something began, so that in no span of its length more begins than it
 * allows. Locks are taken in this order: lane, row, platform, rate, homes; and who takes work waits for none of them.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = [
  `create table rates (
    platform text not null,
    rate text not null,
    begun jsonb not null default '[]',
    shut_until bigint not null default 0,
    primary key (platform, rate)
  )`,
  // Drawn without its pictures: with them the platform refused it.
  'alter table outbox add column plain boolean not null default false',
  // Posted once more after an answer was lost and nothing was found: an older one may stand.
  'alter table outbox add column twins boolean not null default false',
];

/** In which way a piece of work will be carried out. */
const methodOf = `
create function method_of(p_kind text, p_stands boolean, p_unknown boolean, p_lane_kind text) returns text
language sql immutable as $$
  select case when p_kind = 'home' then 'home' when p_stands then 'edit' when p_unknown then 'find'
    when p_lane_kind = 'person' then 'direct' else 'post' end
$$`;

/** From when on each method may be used again: {"post": moment}. No rates, no limits. */
const opensAt = `
create function opens_at(p_platform text, p_rates jsonb) returns jsonb language plpgsql stable as $$
begin
  if p_rates is null then
    return '{}';
  end if;
  return (
    select jsonb_object_agg(c.key, greatest(r.shut_until,
      (r.begun ->> -(c.value ->> 'calls')::integer)::bigint + (c.value ->> 'ms')::bigint, 0))
    from jsonb_each(p_rates) c
    left join rates r on r.platform = p_platform and r.rate = c.value ->> 'rate');
end $$`;

/** Something begins now. Answers whether that was the last that may. */
const spend = `
create function spend(p_platform text, p_rate jsonb, p_now bigint) returns boolean language plpgsql as $$
declare
  v_calls integer := (p_rate ->> 'calls')::integer;
  v_begun jsonb := coalesce(
    (select begun from rates where platform = p_platform and rate = p_rate ->> 'rate'), '[]');
begin
  -- Clocks of several processes differ a little; the list stays in order.
  v_begun := v_begun || to_jsonb(greatest(p_now, (v_begun ->> -1)::bigint));
  while jsonb_array_length(v_begun) > v_calls loop
    v_begun := v_begun - 0;
  end loop;
  insert into rates (platform, rate, begun) values (p_platform, p_rate ->> 'rate', v_begun)
  on conflict (platform, rate) do update set begun = excluded.begun;
  return (v_begun ->> -v_calls)::bigint + (p_rate ->> 'ms')::bigint > p_now;
end $$`;

/**
 * The most urgent work of a platform's free lanes, one piece a lane, of what may be done now: what has to wait for its
 * method stands in nobody's way. Null: somebody else is taking there at this very moment.
 */
const takeFrom = `
create function take_from(p_platform text, p_lanes bigint[], p_limit integer, p_ordinary integer, p_rates jsonb,
  p_worker text, p_lease_ms bigint, p_now bigint)
returns jsonb language plpgsql as $$
declare
  v_work jsonb := '[]';
  v_ordinary integer := 0;
  v_method text;
  v_opens jsonb;
  l lanes;
  o outbox;
begin
  if p_rates is not null then
    -- Who has it counts what begins; until that is done nobody else may begin anything.
    perform 1 from platforms where platform = p_platform for update skip locked;
    if not found then
      return null;
    end if;
  end if;
  v_opens := opens_at(p_platform, p_rates);
  for l in
    select la.*
    from unnest(p_lanes) w (lane)
    join lanes la on la.id = w.lane
    join platforms f on f.platform = la.platform
    cross join lateral (
      select b.urgency, b.queued_at, b.id from outbox b
      where b.lane = la.id and b.dirty and b.next_at <= p_now
        and coalesce((v_opens ->> method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null,
          la.kind))::bigint, 0) <= p_now
      order by b.urgency, b.queued_at, b.id limit 1
    ) best
    where la.next_at <= p_now and la.leased_until <= p_now and f.next_at <= p_now
    order by best.urgency, best.queued_at, best.id
    limit p_limit
    for update of la skip locked
  loop
    loop
      select b.* into o from outbox b
      where b.lane = l.id and b.dirty and b.next_at <= p_now
        and coalesce((v_opens ->> method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null,
          l.kind))::bigint, 0) <= p_now
      order by b.urgency, b.queued_at, b.id limit 1 for update skip locked;
      exit when o.id is null or not is_idle(o);
      update outbox set dirty = false, shown = wanted where id = o.id;
    end loop;
    continue when o.id is null;
    if o.urgency > 1 then
      -- Some hands stay free for what is urgent.
      continue when v_ordinary >= p_ordinary;
      v_ordinary := v_ordinary + 1;
    end if;
    update outbox set takes = takes + 1, leased_by = p_worker,
      -- Whoever had it before has died with it in hand.
      unknown = unknown or leased_by is not null,
      attempts = attempts + case when leased_by is null then 0 else 1 end
    where id = o.id returning * into o;
    update lanes set leased_until = p_now + p_lease_ms, holder = o.id where id = l.id;
    v_method := method_of(o.kind, o.message is not null, o.unknown, l.kind);
    if p_rates is not null then
      if spend(p_platform, p_rates -> v_method, p_now) then
        v_opens := opens_at(p_platform, p_rates);
      end if;
    end if;
    v_work := v_work || (work_of(o, l) || jsonb_build_object('method', v_method));
  end loop;
  return v_work;
end $$`;

/** When there will be something to take from one of these lanes; null: nothing waits there. */
const nextFrom = `
create function next_from(p_lanes bigint[], p_opens jsonb, p_now bigint) returns bigint language plpgsql stable as $$
begin
  return (
    select min(case
      -- Then it is looked into anew; what waits there may wait longer.
      when free.at > p_now then free.at
      else (
        -- The first of the queue tell enough; were all of them put off for longer than the rest, the next poll would see.
        select greatest(free.at, min(greatest(first.next_at, (p_opens ->> first.method)::bigint))) from (
          select b.next_at,
            method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null, free.kind) as method
          from outbox b where b.lane = free.lane and b.dirty
          order by b.urgency, b.queued_at, b.id limit 100
        ) first having count(*) > 0
      ) end)
    from (
      select la.id as lane, la.kind, greatest(la.next_at, la.leased_until, f.next_at) as at
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
create or replace function settle_one(p jsonb, p_at bigint, p_may_wait boolean) returns text language plpgsql as $$
declare
  v_id bigint := (p ->> 'id')::bigint;
  v_take integer := (p ->> 'take')::integer;
  v_outcome jsonb := p -> 'outcome';
  v_type text := v_outcome ->> 'type';
  l lanes;
  o outbox;
begin
  if p_may_wait then
    select la.* into l from lanes la where la.id = (select lane from outbox where id = v_id) for update;
    select * into o from outbox where id = v_id and takes = v_take and leased_by is not null for update;
  else
    if v_outcome ?| array['holdPlatformMs', 'holdRateMs'] then
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
  if v_outcome ? 'holdRateMs' then
    insert into rates (platform, rate, shut_until)
    values (l.platform, v_outcome ->> 'rate', p_at + (v_outcome ->> 'holdRateMs')::bigint)
    on conflict (platform, rate) do update set shut_until = greatest(rates.shut_until, excluded.shut_until);
  end if;

  if v_type = 'shown' then
    -- Clean only if what was shown is what is wanted, and as what it is wanted. A home is not drawn again at once.
    update outbox set message = nullif(v_outcome -> 'message', 'null'), shown = (v_outcome ->> 'revision')::integer,
      dirty = not (kind = p ->> 'kind' and (v_outcome ->> 'revision')::integer >= wanted),
      attempts = 0, unknown = false, leased_by = null, buried = null,
      next_at = coalesce(p_at + (v_outcome ->> 'notAgainForMs')::bigint, 0)
    where id = o.id;
    if o.message is null and o.kind = 'living card' then
      -- A lead that has just come in waits in the managers' homes as well; letting it in is too hot a place for that.
      perform mark_homes(array(
        select h.id from outbox h join member_roles r on r.member = h.member and r.role = 'manager'
        where h.kind = 'home' and not h.dirty), p_at, true);
    end if;
  elsif v_type = 'told' then
    update outbox set message = coalesce(nullif(v_outcome -> 'message', 'null'), message), dirty = false,
      attempts = 0, unknown = false, leased_by = null, buried = null
    where id = o.id;
  elsif v_type = 'looked' then
    -- What is told once is told by standing there. What is not found is posted; an older one may stand all the same.
    update outbox set message = nullif(v_outcome -> 'message', 'null'),
      dirty = (v_outcome -> 'message') = 'null' or (p ->> 'isLevel')::boolean,
      twins = twins or (v_outcome -> 'message') = 'null',
      unknown = false, leased_by = null, next_at = 0
    where id = o.id;
  elsif v_type = 'later' then
    update outbox set next_at = p_at + (v_outcome ->> 'afterMs')::bigint,
      attempts = attempts + case when coalesce((v_outcome ->> 'isFailure')::boolean, true) then 1 else 0 end,
      plain = plain or coalesce((v_outcome ->> 'plain')::boolean, false),
      unknown = unknown or coalesce((v_outcome ->> 'mayHaveActed')::boolean, false), leased_by = null
    where id = o.id;
  elsif v_type = 'gone' then
    update outbox set message = null, shown = null, unknown = false, leased_by = null, next_at = 0,
      dirty = exists (
        select 1 from leads d where d.ref = o.lead and (
          (o.kind = 'living card' and d.stage not in ('disqualified', 'lost'))
          or (o.kind = 'private card' and o.member in (d.custodian, d.state ->> 'coveredBy'))))
    where id = o.id;
  elsif v_type = 'buried' then
    update outbox set dirty = false, buried = v_outcome ->> 'why', unknown = false, leased_by = null
    where id = o.id;
  else
    raise exception 'There is no outcome "%".', v_type;
  end if;
  return 'settled';
end $$`;

/**
 * A deliverer's whole round, in one statement: what it has finished is settled, what may begin is taken, and it is told
 * for each platform when there will be more.
 */
const settleAndTake = `
create or replace function settle_and_take(p jsonb) returns jsonb language plpgsql
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
  v_rates jsonb;
  v_taken jsonb;
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
      v_rates := p #> array['rates', v_platform];
      v_taken := '[]';
      if v_limit > 0 then
        v_taken := take_from(v_platform, v_lanes, v_limit,
          coalesce((p #>> array['ordinary', v_platform])::integer, v_limit), v_rates,
          p ->> 'worker', (p ->> 'leaseMs')::bigint, v_now);
      end if;
      v_works := v_works || coalesce(v_taken, '[]');
      v_next := v_next || jsonb_build_object(v_platform,
        case when v_taken is null then v_now else next_from(v_lanes, opens_at(v_platform, v_rates), v_now) end);
    end loop;
  end if;
  return jsonb_build_object('works', v_works, 'busy', v_busy, 'next', v_next);
end $$`;

/** A piece of work as the deliverer sees it. A home is whoever's it is now. */
const workOf = `
create or replace function work_of(o outbox, l lanes) returns jsonb language plpgsql stable as $$
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
    from identities i join members m on m.id = i.member
    where i.lane = l.id and (o.kind <> 'home' or (m.active and not i.suspended));
  end if;
  return jsonb_build_object(
    'id', o.id, 'take', o.takes, 'lane', l.id, 'kind', o.kind, 'platform', l.platform,
    'to', case l.kind
      when 'channel' then jsonb_build_object('type', 'channel', 'channel', l.channel, 'thread', nullif(l.thread, ''))
      else jsonb_build_object('type', 'person', 'person', l.channel,
        'member', case o.kind when 'home' then v_member else coalesce(o.member, v_member) end) end,
    'ref', o.lead, 'view', case when v_lead.ref is null then null else view_of(v_lead) end,
    'audiences', v_audiences, 'language', v_language, 'timeZone', v_zone,
    'message', o.message, 'key', coalesce(o.once, coalesce(o.lead, o.kind) || '-' || o.id), 'wanted', o.wanted,
    'attempts', o.attempts, 'unknown', o.unknown, 'telling', o.telling, 'body', o.body, 'plain', o.plain);
end $$`;

const statements = [
  ...tables,
  methodOf,
  opensAt,
  spend,
  'drop function take_from(bigint[], integer, text, bigint, bigint)',
  'drop function next_from(bigint[], bigint)',
  takeFrom,
  nextFrom,
  settleOne,
  settleAndTake,
  workOf,
];
