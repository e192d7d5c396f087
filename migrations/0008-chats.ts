/**
 * What chat platforms need kept: updates before they are worked on, leases for what one process does alone, who is in
 * which place, and what is known of a person's private conversation.
 *
 * Of one lane (a chat, a person) never two updates are in hand, whoever works and however they came in: taking is done
 * by one process at a time, for as long as the statement lasts.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = [
  `create table updates (
    platform text not null,
    id bigint not null,
    lane text not null,
    body jsonb,
    state text not null default 'waiting',
    tries integer not null default 0,
    next_at bigint not null default 0,
    leased_by text,
    leased_until bigint not null default 0,
    kept_at bigint not null default floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
    primary key (platform, id)
  )`,
  "create index updates_waiting on updates (platform, lane, id) where state = 'waiting'",
  'create index updates_kept on updates (kept_at)',
  `create table leases (
    name text primary key,
    holder text not null,
    until bigint not null
  )`,
  // A channel of a platform, whatever it is bound to: who leaves a group leaves all its topics. Only what was heard of.
  `create table place_presences (
    platform text not null,
    channel text not null,
    person text not null,
    is_in boolean not null,
    at bigint not null,
    primary key (platform, channel, person)
  )`,
  'create index place_presences_person on place_presences (platform, person)',
  'alter table identities add column met boolean not null default false',
  // Cut off because they left every place; coming back to one of them ends it.
  'alter table identities add column gone boolean not null default false',
];

const keepUpdates = `
create function keep_updates(p jsonb) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  insert into updates (platform, id, lane, body)
  select p ->> 'platform', u.id, u.lane, u.body
  from jsonb_to_recordset(p -> 'updates') as u (id bigint, lane text, body jsonb)
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$`;

/**
 * The oldest of each free lane. One whose worker died with it in hand has had a try; with too many of them it is put
 * aside, so that what kills its worker does not do so for ever.
 */
const takeUpdates = `
create function take_updates(p jsonb) returns jsonb language plpgsql as $$
declare
  v_now bigint := now_ms();
  v_platform text := p ->> 'platform';
  v_taken jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('baton updates'));
  update updates set state = 'aside', body = null, leased_by = null, leased_until = 0
  where platform = v_platform and state = 'waiting' and leased_by is not null and leased_until <= v_now
    and tries >= (p ->> 'triesAtMost')::integer;
  with recursive lanes_waiting (lane) as (
    (select u.lane from updates u where u.platform = v_platform and u.state = 'waiting' order by u.lane limit 1)
    union all
    select (select u.lane from updates u
      where u.platform = v_platform and u.state = 'waiting' and u.lane > w.lane order by u.lane limit 1)
    from lanes_waiting w where w.lane is not null
  ),
  free as (
    select first.id
    from lanes_waiting w
    cross join lateral (
      select u.id, u.next_at from updates u
      where u.platform = v_platform and u.state = 'waiting' and u.lane = w.lane order by u.id limit 1
    ) first
    where w.lane is not null and first.next_at <= v_now
      -- One that came in later may have a lower number than the one in hand.
      and not exists (
        select 1 from updates h
        where h.platform = v_platform and h.state = 'waiting' and h.lane = w.lane and h.leased_until > v_now)
    order by first.id limit (p ->> 'atMost')::integer
  ),
  taken as (
    update updates u set tries = tries + 1, leased_by = p ->> 'worker',
      leased_until = v_now + (p ->> 'leaseMs')::bigint
    from free where u.platform = v_platform and u.id = free.id
    returning u.id, u.lane, u.body, u.tries
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'lane', lane, 'body', body, 'tries', tries) order by id), '[]')
  into v_taken from taken;
  return v_taken;
end $$`;

const settleUpdate = `
create function settle_update(p jsonb) returns text language plpgsql as $$
declare
  u updates;
begin
  select * into u from updates
  where platform = p ->> 'platform' and id = (p ->> 'id')::bigint and state = 'waiting'
    and leased_by = p ->> 'worker' for update;
  if u.id is null then
    return 'late';
  end if;
  if (p ->> 'isDone')::boolean then
    update updates set state = 'done', body = null, leased_by = null, leased_until = 0
    where platform = u.platform and id = u.id;
    return 'done';
  end if;
  if u.tries >= (p ->> 'triesAtMost')::integer then
    update updates set state = 'aside', body = null, leased_by = null, leased_until = 0
    where platform = u.platform and id = u.id;
    return 'put aside';
  end if;
  update updates set leased_by = null, leased_until = 0,
    next_at = now_ms() + (p ->> 'pauseMs')::bigint * (1 << (u.tries - 1))
  where platform = u.platform and id = u.id;
  return 'again';
end $$`;

/** By the database's clock, so that processes whose clocks differ agree on who has it. */
const holdLease = `
create function hold_lease(p jsonb) returns boolean language plpgsql as $$
declare
  v_now bigint := now_ms();
begin
  insert into leases as l (name, holder, until)
  values (p ->> 'name', p ->> 'holder', v_now + (p ->> 'forMs')::bigint)
  on conflict (name) do update set holder = excluded.holder, until = excluded.until
  where l.holder = excluded.holder or l.until <= v_now;
  return found;
end $$`;

const member = `
create or replace function member_of(m members) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', m.id,
    'name', m.name,
    'language', m.language,
    'timeZone', m.time_zone,
    'active', m.active,
    'awayUntil', m.away_until,
    'deputy', m.deputy,
    'sample', m.sample,
    'createdAt', m.created_at,
    'roles', (
      select coalesce(jsonb_agg(jsonb_build_object('role', role, 'direction', direction)
        order by role, direction nulls first), '[]')
      from member_roles where member = m.id),
    'identities', (
      select coalesce(jsonb_agg(jsonb_build_object('platform', platform, 'person', person,
        'suspended', suspended, 'reachable', reachable,
        -- They wrote in private, or something stands there.
        'met', met or exists (select 1 from outbox o where o.lane = i.lane and o.message is not null))
        order by created_at, platform, person), '[]')
      from identities i where member = m.id),
    'load', load_of(m.id)
  );
end $$`;

/** With whether they have left the place in which they press. */
const situationFor = `
create or replace function situation_for(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  m members;
begin
  select known.* into m from identities i join members known on known.id = i.member
  where i.platform = p #>> '{identity,platform}' and i.person = p #>> '{identity,person}';
  return jsonb_build_object(
    'caller', case when m.id is null then null else member_of(m) end,
    'isAbsent', exists (
      select 1 from place_presences a
      where a.platform = p #>> '{identity,platform}' and a.channel = p ->> 'channel'
        and a.person = p #>> '{identity,person}' and not a.is_in),
    'situation', situation_of(p || jsonb_build_object('actor', m.id)));
end $$`;

/** The same as the other managers' lanes, but on other platforms: for when one of them is lost as a whole. */
const tellBeyond = `
create function tell_beyond(p jsonb) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  insert into outbox (kind, lane, member, once, body, urgency, queued_at)
  select distinct 'tell managers', t.lane, t.member, concat_ws(':', p ->> 'key', t.lane), p -> 'body', 1,
    (p ->> 'now')::bigint
  from (
    select pl.lane, null::text as member from places pl where pl.audience = 'managers'
    union
    select told.lane, r.member
    from member_roles r join members m on m.id = r.member and m.active
    cross join lateral lanes_of_member(r.member) told
    where r.role = 'manager'
  ) t
  join lanes l on l.id = t.lane and l.problem is null and l.platform <> p ->> 'beyond'
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$`;

/**
 * A channel has another id now. What stands under both ids is merged: of two cards of a lead the one under the new id
 * stays. Where messages did not come along, fresh cards are asked for of what is open there, and the rest is let go.
 */
const movePlace = `
create function move_place(p jsonb) returns integer language plpgsql as $$
declare
  v_platform text := p ->> 'platform';
  v_to text := p ->> 'to';
  v_count integer := 0;
  l lanes;
  v_lane bigint;
begin
  for l in
    select * from lanes where platform = v_platform and kind = 'channel' and channel = p ->> 'from'
    order by id for update
  loop
    v_count := v_count + 1;
    v_lane := l.id;
    if exists (
      select 1 from lanes
      where platform = v_platform and kind = 'channel' and channel = v_to and thread = l.thread
    ) then
      select id into v_lane from lanes
      where platform = v_platform and kind = 'channel' and channel = v_to and thread = l.thread for update;
      delete from places o using places n
      where o.lane = l.id and n.lane = v_lane and o.audience = n.audience
        and coalesce(o.direction, '') = coalesce(n.direction, '');
      update places set lane = v_lane where lane = l.id;
      delete from outbox o using outbox n
      where o.lane = l.id and n.lane = v_lane and o.lead = n.lead and o.kind = n.kind
        and o.kind in ('living card', 'private card');
      update outbox set lane = v_lane where lane = l.id;
      update lanes set problem = null, next_at = 0 where id = v_lane;
      delete from lanes where id = l.id;
    else
      update lanes set channel = v_to, problem = null, next_at = 0 where id = l.id;
    end if;
    if (p ->> 'keepsMessages')::boolean then
      update outbox set message = jsonb_set(message, '{channel}', to_jsonb(v_to))
      where lane = v_lane and message ->> 'channel' = p ->> 'from';
    else
      update outbox o set message = null, shown = null, unknown = false, attempts = 0, next_at = 0,
        buried = case when buried = 'rejected' then buried end,
        dirty = buried is distinct from 'rejected' and kind = 'living card' and exists (
          select 1 from leads d where d.ref = o.lead and (
            d.stage in ('new', 'claimed', 'qualified', 'accepted')
            or (d.stage = 'converted' and d.custodian is null)))
      where lane = v_lane and message is not null and message ->> 'channel' = p ->> 'from';
    end if;
    -- What waited for a place that was shut follows it, too.
    update outbox set dirty = true, buried = null, attempts = 0, next_at = 0
    where lane = v_lane and buried is not null and buried not in ('rejected', 'unbound')
      and kind in ('living card', 'stub', 'import card', 'digest');
  end loop;
  delete from place_presences o using place_presences n
  where o.platform = v_platform and o.channel = p ->> 'from' and n.platform = v_platform and n.channel = v_to
    and n.person = o.person;
  update place_presences set channel = v_to where platform = v_platform and channel = p ->> 'from';
  return v_count;
end $$`;

/** What somebody wrote may still wait to be read. What has come in just now is left: it may be about somebody else. */
const forget = `
create or replace function forget(p_ref text, p_revision integer, p_at bigint) returns void language plpgsql as $$
declare
  c contacts;
begin
  select * into c from contacts where lead = p_ref;
  update updates set state = 'aside', body = null
  where state = 'waiting' and leased_by is null and kept_at < now_ms() - 60000 and (
    (c.email is not null and body::text ilike '%' || c.email || '%')
    or (length(c.phone) > 6 and regexp_replace(body::text, '\\D', '', 'g') like '%' || right(c.phone, 7) || '%'));
  delete from texts where lead = p_ref;
  delete from lead_keys where lead = p_ref;
  delete from form_sessions where lead = p_ref;
  update leads set external_key = null where ref = p_ref;
  update reveals set reason = null where lead = p_ref;
  update accounts set sold = null where lead = p_ref;
  update contacts set name = null, phone = null, email = null, company = null, brief = '[]',
    contact = '{"name": null, "phone": null, "phoneChecked": true, "email": null, "company": null, "message": null, "fields": {}}'
  where lead = p_ref;
  update outbox set dirty = true, wanted = p_revision, buried = null, next_at = 0,
    queued_at = case when dirty then queued_at else p_at end
  where id in (
      select o.id from outbox o where o.lead = p_ref and o.kind in ('living card', 'private card')
      union all
      select o.id from outbox o where o.lead = p_ref and o.kind = 'stub'
    )
    and (message is not null or leased_by is not null or unknown);
end $$`;

const statements = [
  ...tables,
  keepUpdates,
  takeUpdates,
  settleUpdate,
  holdLease,
  member,
  situationFor,
  tellBeyond,
  movePlace,
  forget,
];
