/**
 * The clock's work: when the next step of a lead is due, whom it is told, and who gets no new leads for now.
 *
 * What is due stands in the lead itself; the column is made from it, so that it can be found by an index. A lead that
 * came quietly with many others has no clock before somebody has had it.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = [
  // One whose due time arose before there were ladders is reminded of at the due time.
  `alter table leads add column next_step_at bigint generated always as (
    case when quiet and stage = 'new' and state #>> '{lastMove,type}' = 'received' then null
    else coalesce((state #>> '{steps,0,at}')::bigint,
      case when not (state ? 'steps') and state ->> 'escalated' is null then (state ->> 'dueAt')::bigint end)
    end) stored`,
  'create index leads_next_step on leads (next_step_at, number) where next_step_at is not null',
  // How many leads in a row were taken back from them, and since when they get no new ones because of it.
  'alter table members add column given_back integer not null default 0',
  'alter table members add column off_since bigint',
  // Limits of their own, by what is limited; what is not there is the playbook's.
  "alter table members add column limits jsonb not null default '{}'",
  'create index members_away on members (away_until) where away_until is not null',
  // By turns: how many offers each had, in a part of a direction. Who comes new or comes back stands at the average.
  `create table turns (
    member text not null,
    direction text not null,
    segment text not null,
    count double precision not null,
    last_at bigint not null,
    primary key (direction, segment, member)
  )`,
  // What waits because all are full or away.
  "create index leads_held on leads (direction, number) where state ? 'heldAt'",
  "create index outbox_reminders on outbox (lane) where kind = 'reminder' and dirty",
];

/** What is due, the longest first, with whoever is to be told of it: who stands in, or who has it. */
const dueSteps = `
create function due_steps(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'lead', d.state, 'at', d.next_step_at, 'number', d.number,
        'hearer', (
          select jsonb_build_object('id', m.id, 'timeZone', m.time_zone, 'awayUntil', m.away_until)
          from members m where m.id = coalesce(d.state ->> 'coveredBy', d.custodian)),
        'givenBack', coalesce((select m.given_back from members m where m.id = d.custodian), 0)
      ) order by d.next_step_at, d.number), '[]')
    from (
      select * from leads
      where next_step_at <= (p ->> 'now')::bigint
        and (next_step_at, number) > ((p #>> '{after,at}')::bigint, (p #>> '{after,number}')::bigint)
      order by next_step_at, number limit (p ->> 'limit')::integer
    ) d);
end $$`;

/**
 * Reminders for one lane are gathered for a moment, so that what comes together is told in sum. Of many the first are
 * named, which are the oldest, and the rest is counted.
 */
const remind = `
create function remind(p_lane bigint, p_member text, p_kind text, p_item jsonb, p_once text, p_at bigint,
  p_not_before bigint) returns void language plpgsql as $$
declare
  v_next bigint := greatest(p_at + 1000, p_not_before);
  v_id bigint;
begin
  select o.id into v_id from outbox o
  where o.lane = p_lane and o.kind = 'reminder' and o.dirty and o.body ->> 'to' = p_kind
    and o.leased_by is null and not o.unknown and o.attempts = 0 and o.message is null
    -- What waits for the morning is not held up by what is told at once, nor the other way round.
    and (o.next_at = v_next or (o.next_at <= p_at + 1000 and v_next <= p_at + 1000))
  order by o.id limit 1 for update;
  if v_id is null then
    insert into outbox (kind, lane, member, once, body, urgency, wanted, queued_at, next_at)
    values ('reminder', p_lane, p_member, p_once,
      jsonb_build_object('to', p_kind, 'items', jsonb_build_array(p_item), 'more', 0), 1, 1,
      -- What waits for the morning is not late.
      v_next, v_next)
    on conflict do nothing;
  else
    update outbox set body = case
        when jsonb_array_length(body -> 'items') < 20
          then jsonb_set(body, '{items}', (body -> 'items') || p_item)
        else jsonb_set(body, '{more}', to_jsonb((body ->> 'more')::integer + 1)) end
    where id = v_id;
  end if;
end $$`;

/** What the clock says, and who is switched off from new leads by it. */
const enqueueClock = `
create function enqueue_clock(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint)
returns void language plpgsql as $$
declare
  n record;
  t record;
  v_item jsonb;
begin
  for n in
    select x.*, x."by" as change from jsonb_to_recordset(p_notices)
      as x (type text, about text, member text, audience text, "dueAt" bigint, "notBefore" bigint, count integer,
        segment text, "by" integer, who text)
    where x.type in ('remind', 'strike', 'turn')
  loop
    if n.type = 'turn' then
      insert into turns as had (member, direction, segment, count, last_at)
      select n.member, p_direction, n.segment, coalesce(avg(o.count), 0) + n.change, p_at
      from turns o where o.direction = p_direction and o.segment = n.segment
      on conflict (direction, segment, member) do update set count = had.count + n.change,
        last_at = case when n.change > 0 then p_at else had.last_at end;
      continue;
    end if;
    if n.type = 'strike' then
      -- Whoever has begun with one starts anew; whoever let two lie gets no more until they say that they are back.
      if n.count = 0 then
        update members set given_back = 0 where id = n.member and given_back <> 0;
      else
        update members set given_back = given_back + 1,
          off_since = case when given_back + 1 >= n.count then coalesce(off_since, p_at) else off_since end
        where id = n.member;
      end if;
      continue;
    end if;
    v_item := jsonb_build_object('ref', p_ref, 'about', n.about, 'dueAt', n."dueAt",
      'custodian', (select custodian from leads where ref = p_ref), 'who', n.who);
    for t in
      select told.lane, n.member as member, 'yours' as kind from lanes_of_member(n.member) told
      where n.member is not null
      union
      select pl.lane, null, 'place' from places pl join lanes l on l.id = pl.lane
      where n.audience is not null and pl.audience = n.audience and l.problem is null
        and (pl.direction is null or pl.direction = p_direction)
      union
      select m.lane, m.member, 'managers' from manager_lanes(p_direction) m
      where n.member is null and n.audience is null
      order by 1
    loop
      perform remind(t.lane, t.member, t.kind, v_item,
        concat_ws(':', 'remind', p_ref, p_revision, n.about, t.kind, t.lane), p_at, coalesce(n."notBefore", 0));
    end loop;
  end loop;
end $$`;

const enqueue = [
  'alter function enqueue(text, text, integer, jsonb, bigint) rename to enqueue_cards',
  `create function enqueue(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint)
returns void language plpgsql as $$
begin
  perform enqueue_cards(p_ref, p_direction, p_revision, p_notices, p_at);
  if p_notices @> any (array['[{"type": "remind"}]', '[{"type": "strike"}]', '[{"type": "turn"}]']::jsonb[]) then
    perform enqueue_clock(p_ref, p_direction, p_revision, p_notices, p_at);
  end if;
end $$`,
];

/** Whoever stands in is shown the card as well, and whoever's turn it is. */
const isIdle = [
  'alter function is_idle(outbox) rename to is_idle_for_custodian',
  `create function is_idle(o outbox) returns boolean language plpgsql stable as $$
begin
  if o.kind = 'private card' and exists (
    select 1 from leads
    where ref = o.lead and (state ->> 'coveredBy' = o.member or state #>> '{offer,to}' = o.member)
  ) then
    return false;
  end if;
  return is_idle_for_custodian(o);
end $$`,
];

/** Somebody who was switched off gets as little as somebody who is away; limits of their own go before the general ones. */
const person = [
  'alter function person_of(text, text, bigint, bigint) rename to person_by_roles',
  `create function person_of(p_member text, p_direction text, p_day_start bigint, p_now bigint) returns jsonb
language plpgsql stable as $$
begin
  if p_member is null then
    return null;
  end if;
  return (
    select person_by_roles(p_member, p_direction, p_day_start, p_now)
      || case when m.off_since is null then '{}'::jsonb else '{"away": true}'::jsonb end
      || case when m.limits = '{}' then '{}'::jsonb else jsonb_build_object('limits', m.limits) end
    from members m where m.id = p_member);
end $$`,
  'alter function member_of(members) rename to member_by_roles',
  `create function member_of(m members) returns jsonb language plpgsql stable as $$
begin
  return member_by_roles(m) || jsonb_build_object('offSince', m.off_since, 'limits', m.limits);
end $$`,
];

/** Everybody who holds one of the roles, as they are now, with their turns and when they took the last one. */
const candidates = `
create function candidates_for(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id,
        'name', m.name,
        'away', m.off_since is not null or coalesce(m.away_until > (p ->> 'now')::bigint, false),
        'load', load_of(m.id),
        'limits', m.limits,
        'turns', t.count,
        'lastTurnAt', t.last_at,
        'lastTakenAt', (
          select h.at from history h
          where h.by = m.id and h.type in ('claimed', 'accepted', 'taken') order by h.at desc limit 1)
      ) order by m.id), '[]')
    from members m
    left join turns t on t.member = m.id and t.direction = p ->> 'direction' and t.segment = p ->> 'segment'
    where m.active and exists (
      select 1 from member_roles r
      where r.member = m.id and (r.direction is null or r.direction = p ->> 'direction')
        and r.role in (select jsonb_array_elements_text(p -> 'roles'))));
end $$`;

const statements = [...tables, dueSteps, remind, enqueueClock, ...enqueue, ...isIdle, ...person, candidates];
