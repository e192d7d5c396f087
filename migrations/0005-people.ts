/** What people and callers are: members with their identities, one-time codes, idempotency keys. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const laneOfPerson = `
create function lane_of_person(p_platform text, p_person text) returns bigint language plpgsql as $$
declare
  v_lane bigint;
begin
  insert into lanes (platform, kind, channel) values (p_platform, 'person', p_person)
  on conflict (platform, kind, channel, thread) do update set problem = null
  returning id into v_lane;
  return v_lane;
end $$`;

/** What a member has in hand is shown in a private chat that is new, or that can be reached again. */
const showHeld = `
create function show_held(p_member text, p_lane bigint) returns void language plpgsql as $$
begin
  insert into outbox (kind, lane, lead, member, urgency, wanted, queued_at)
  select 'private card', p_lane, l.ref, p_member, 0, l.revision, now_ms()
  from leads l where l.custodian = p_member
  order by l.received_at, l.number
  on conflict (lead, lane, kind) where kind in ('living card', 'private card') do update set
    dirty = true, buried = null, attempts = 0, next_at = 0, wanted = excluded.wanted,
    member = excluded.member;
end $$`;

/** Nothing is written when an identity is somebody else's: that is found out before, or by the index. */
const addIdentity = `
create function add_identity(p_member text, p_platform text, p_person text) returns text language plpgsql as $$
declare
  v_owner text;
  v_lane bigint;
begin
  select member into v_owner from identities where platform = p_platform and person = p_person;
  if v_owner is not null then
    return v_owner;
  end if;
  v_lane := lane_of_person(p_platform, p_person);
  insert into identities (platform, person, member, lane, created_at)
  values (p_platform, p_person, p_member, v_lane, now_ms())
  on conflict do nothing;
  if not found then
    select member into v_owner from identities where platform = p_platform and person = p_person;
    return v_owner;
  end if;
  perform show_held(p_member, v_lane);
  return p_member;
end $$`;

const saveMember = `
create function save_member(p jsonb) returns jsonb language plpgsql as $$
declare
  v_id text := p ->> 'id';
  v_identity record;
  v_owner text;
begin
  select i.member into v_owner
  from jsonb_to_recordset(coalesce(p -> 'identities', '[]')) as x (platform text, person text)
  join identities i on i.platform = x.platform and i.person = x.person
  where i.member <> v_id limit 1;
  if v_owner is not null then
    return jsonb_build_object('identityOf', v_owner);
  end if;

  if (p ->> 'isNew')::boolean then
    insert into members (id, name, language, time_zone, sample, created_at)
    values (v_id, p ->> 'name', p ->> 'language', p ->> 'timeZone', coalesce((p ->> 'sample')::boolean, false),
      (p ->> 'createdAt')::bigint);
  else
    update members set
      name = coalesce(p ->> 'name', name),
      language = case when p ? 'language' then p ->> 'language' else language end,
      time_zone = case when p ? 'timeZone' then p ->> 'timeZone' else time_zone end,
      active = coalesce((p ->> 'active')::boolean, active),
      away_until = case when p ? 'awayUntil' then (p ->> 'awayUntil')::bigint else away_until end,
      deputy = case when p ? 'deputy' then p ->> 'deputy' else deputy end
    where id = v_id;
    if not found then
      return to_jsonb('not_found'::text);
    end if;
  end if;

  if p ? 'roles' then
    delete from member_roles where member = v_id;
    insert into member_roles (member, role, direction)
    select distinct v_id, r.role, r.direction
    from jsonb_to_recordset(p -> 'roles') as r (role text, direction text);
  end if;
  if p ? 'identities' then
    delete from identities i where i.member = v_id and not exists (
      select 1 from jsonb_to_recordset(p -> 'identities') as x (platform text, person text)
      where x.platform = i.platform and x.person = i.person);
    for v_identity in
      select x.platform, x.person from jsonb_to_recordset(p -> 'identities') as x (platform text, person text)
      order by 1, 2
    loop
      v_owner := add_identity(v_id, v_identity.platform, v_identity.person);
      if v_owner is distinct from v_id then
        raise exception 'This identity was taken by somebody else at this very moment.' using errcode = 'unique_violation';
      end if;
    end loop;
  end if;
  return to_jsonb('saved'::text);
end $$`;

const saveIdentity = `
create function save_identity(p jsonb) returns jsonb language plpgsql as $$
declare
  v_owner text;
  v_was_reachable boolean;
  i identities;
begin
  if (p ->> 'isNew')::boolean then
    if not exists (select 1 from members where id = p ->> 'member') then
      return to_jsonb('not_found'::text);
    end if;
    v_owner := add_identity(p ->> 'member', p ->> 'platform', p ->> 'person');
    return case when v_owner = p ->> 'member' then to_jsonb('saved'::text)
      else jsonb_build_object('identityOf', v_owner) end;
  end if;
  select reachable and not suspended into v_was_reachable
  from identities where platform = p ->> 'platform' and person = p ->> 'person' for update;
  if not found then
    return to_jsonb('not_found'::text);
  end if;
  update identities set suspended = coalesce((p ->> 'suspended')::boolean, suspended),
    reachable = coalesce((p ->> 'reachable')::boolean, reachable)
  where platform = p ->> 'platform' and person = p ->> 'person' returning * into i;
  if i.reachable and not i.suspended and not v_was_reachable then
    update lanes set problem = null where id = i.lane;
    perform show_held(i.member, i.lane);
  end if;
  return to_jsonb('saved'::text);
end $$`;

/** A code has sixty bits and each person five tries, so that guessing is hopeless; who fails is counted, not who succeeds. */
const useCode = `
create function use_code(p jsonb) returns jsonb language plpgsql as $$
declare
  v_now bigint := (p ->> 'now')::bigint;
  v_tries code_tries;
  c join_codes;
  v_why text;
begin
  insert into code_tries (platform, person, failed, since)
  values (p ->> 'platform', p ->> 'person', 0, v_now) on conflict do nothing;
  select * into v_tries from code_tries
  where platform = p ->> 'platform' and person = p ->> 'person' for update;
  if v_tries.since <= v_now - (p ->> 'lastsMs')::bigint then
    update code_tries set failed = 0, since = v_now where platform = v_tries.platform and person = v_tries.person;
    v_tries.failed := 0;
  end if;
  if v_tries.failed >= (p ->> 'triesAtMost')::integer then
    return jsonb_build_object('ok', false, 'why', 'too_many_tries');
  end if;

  select * into c from join_codes where hash = p ->> 'hash' and kind = p ->> 'kind' for update;
  v_why := case
    when c.hash is null then 'unknown'
    when c.used_at is not null then 'used'
    when c.expires_at <= v_now then 'expired' end;
  if v_why is not null then
    update code_tries set failed = failed + 1 where platform = v_tries.platform and person = v_tries.person;
    return jsonb_build_object('ok', false, 'why', v_why);
  end if;
  update join_codes set used_at = v_now where hash = c.hash;
  return jsonb_build_object('ok', true, 'kind', c.kind, 'member', c.member, 'createdBy', c.created_by);
end $$`;

const beginOnce = `
create function begin_once(p jsonb) returns jsonb language plpgsql as $$
declare
  v_now bigint := (p ->> 'now')::bigint;
  k idempotency;
begin
  insert into idempotency (owner, key, body_hash, started_at)
  values (p ->> 'owner', p ->> 'key', p ->> 'bodyHash', v_now) on conflict do nothing;
  if found then
    return '{"state": "begun"}';
  end if;
  select * into k from idempotency where owner = p ->> 'owner' and key = p ->> 'key' for update;
  if k.owner is null
    or (k.status is not null and k.started_at <= v_now - (p ->> 'keptMs')::bigint)
    or (k.status is null and k.body_hash = p ->> 'bodyHash' and k.started_at <= v_now - (p ->> 'inFlightMs')::bigint)
  then
    -- Kept long enough, or begun by somebody who died, or given up just now.
    insert into idempotency (owner, key, body_hash, started_at)
    values (p ->> 'owner', p ->> 'key', p ->> 'bodyHash', v_now)
    on conflict (owner, key) do update set
      body_hash = excluded.body_hash, started_at = excluded.started_at, status = null, answer = null;
    return '{"state": "begun"}';
  end if;
  if k.body_hash <> p ->> 'bodyHash' then
    return '{"state": "mismatch"}';
  end if;
  if k.status is null then
    return '{"state": "in_flight"}';
  end if;
  return jsonb_build_object('state', 'replay', 'status', k.status, 'answer', k.answer);
end $$`;

const statements = [laneOfPerson, showHeld, addIdentity, saveMember, saveIdentity, useCode, beginOnce];
