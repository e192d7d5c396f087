/**
 * What chat platforms need kept: updates before they are worked on, leases for what one process does alone, who has left
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
  // A channel of a platform, whatever it is bound to: who leaves a group leaves all its topics.
  `create table place_absences (
    platform text not null,
    channel text not null,
    person text not null,
    at bigint not null,
    primary key (platform, channel, person)
  )`,
  'create index place_absences_person on place_absences (platform, person)',
  'alter table identities add column met boolean not null default false',
  'alter table identities add column home boolean not null default false',
  // Cut off because they left every place; coming back to one of them ends it.
  'alter table identities add column gone boolean not null default false',
  `update identities i set met = true where exists (
    select 1 from outbox o where o.lane = i.lane and o.message is not null)`,
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
        'suspended', suspended, 'reachable', reachable, 'met', met) order by created_at, platform, person), '[]')
      from identities where member = m.id),
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
      select 1 from place_absences a
      where a.platform = p #>> '{identity,platform}' and a.channel = p ->> 'channel'
        and a.person = p #>> '{identity,person}'),
    'situation', situation_of(p || jsonb_build_object('actor', m.id)));
end $$`;

const statements = [...tables, keepUpdates, takeUpdates, settleUpdate, holdLease, member, situationFor];
