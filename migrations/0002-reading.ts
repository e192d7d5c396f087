/**
 * What reading a lead, a member or a whole situation is. Functions, so that it is one round trip each; the plans are
 * generic, since every one of them goes by a key.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const clock = `
create function now_ms() returns bigint language sql volatile as $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$`;

/** Names of all members that the view mentions, as an object. */
const names = `
create function names_of(p_ids text[]) returns jsonb language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(id, name), '{}') from members where id = any (p_ids));
end $$`;

/** A LeadView. Of the texts the newest fifty, oldest first. */
const view = `
create function view_of(l leads) returns jsonb language plpgsql stable as $$
declare
  c contacts;
  v_texts jsonb;
  v_speakers text[];
begin
  select * into c from contacts where lead = l.ref;
  select
    coalesce(jsonb_agg(jsonb_build_object(
      'revision', t.revision, 'at', t.at, 'by', t.by, 'text', t.text) order by t.revision), '[]'),
    array_agg(t.by)
  into v_texts, v_speakers
  from (select * from texts where lead = l.ref order by revision desc limit 50) t;
  return jsonb_build_object(
    'lead', l.state,
    'contact', c.contact,
    'brief', c.brief,
    'last', l.last,
    'texts', v_texts,
    'names', names_of(coalesce(v_speakers, '{}') || array[
      l.custodian, l.state ->> 'closer', l.state ->> 'qualifiedBy', l.state #>> '{lastMove,by}',
      l.state #>> '{before,prospector}', l.state #>> '{before,closer}',
      l.last ->> 'by', l.last ->> 'to', l.last ->> 'from', l.last ->> 'member'
    ])
  );
end $$`;

const viewBy = `
create function view_by(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  l leads;
begin
  if p ? 'ref' then
    select * into l from leads where ref = p ->> 'ref';
  else
    select * into l from leads where number = (p ->> 'number')::bigint;
  end if;
  return case when l.ref is null then null else view_of(l) end;
end $$`;

const loads = `
create function load_of(p_member text) returns jsonb language plpgsql stable as $$
begin
  return (
    select '{"claimed": 0, "accepted": 0, "accounts": 0}'::jsonb || coalesce(jsonb_object_agg(held, count), '{}')
    from member_loads where member = p_member);
end $$`;

/** A Person: a member as the rules of one direction see them; null if there is none. */
const person = `
create function person_of(p_member text, p_direction text, p_day_start bigint, p_now bigint) returns jsonb
language plpgsql stable as $$
declare
  m members;
begin
  select * into m from members where id = p_member;
  if m.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'id', m.id,
    'name', m.name,
    'language', m.language,
    'timeZone', m.time_zone,
    'roles', (
      select coalesce(jsonb_agg(distinct r.role), '[]') from member_roles r
      where r.member = m.id and (r.direction is null or r.direction = p_direction)),
    'active', m.active,
    'away', coalesce(m.away_until > p_now, false),
    'load', load_of(m.id),
    'revealsToday', (
      select count(*) from reveals where member = m.id and at >= p_day_start and not own)
  );
end $$`;

const situation = `
create function situation_of(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set jit = off as $$
declare
  l leads;
  v_day_start bigint := (p ->> 'dayStart')::bigint;
  v_now bigint := (p ->> 'now')::bigint;
begin
  if p ? 'ref' then
    select * into l from leads where ref = p ->> 'ref';
  else
    select * into l from leads where number = (p ->> 'number')::bigint;
  end if;
  if l.ref is null then
    return null;
  end if;
  return jsonb_build_object(
    'view', view_of(l),
    'actor', person_of(p ->> 'actor', l.direction, v_day_start, v_now),
    'subject', person_of(p ->> 'subject', l.direction, v_day_start, v_now),
    'prospector', person_of(
      coalesce(l.state ->> 'prospector', l.state ->> 'qualifiedBy'), l.direction, v_day_start, v_now)
  );
end $$`;

const member = `
create function member_of(m members) returns jsonb language plpgsql stable as $$
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
        'suspended', suspended, 'reachable', reachable) order by created_at, platform, person), '[]')
      from identities where member = m.id),
    'load', load_of(m.id)
  );
end $$`;

/** The lead that a contact belongs to: a living one by its keys, else the newest closed one. */
const known = `
create function known_lead(p_external text, p_phone text, p_email text) returns jsonb
language plpgsql stable as $$
declare
  v_ref text;
  v_by text;
begin
  select k.lead, k.kind into v_ref, v_by
  from lead_keys k
  where (k.kind = 'external' and k.value = p_external)
    or (k.kind = 'phone' and k.value = p_phone)
    or (k.kind = 'email' and k.value = p_email)
  order by case k.kind when 'external' then 1 when 'phone' then 2 else 3 end
  limit 1;
  if v_ref is null and p_external is not null then
    select l.ref, 'external' into v_ref, v_by
    from leads l where l.external_key = p_external order by l.number desc limit 1;
  end if;
  if v_ref is null and p_phone is not null then
    select l.ref, 'phone' into v_ref, v_by
    from contacts c join leads l on l.ref = c.lead where c.phone = p_phone order by l.number desc limit 1;
  end if;
  if v_ref is null and p_email is not null then
    select l.ref, 'email' into v_ref, v_by
    from contacts c join leads l on l.ref = c.lead where c.email = p_email order by l.number desc limit 1;
  end if;
  return (
    select jsonb_build_object('ref', l.ref, 'number', l.number, 'stage', l.stage,
      'direction', l.direction, 'custodian', l.custodian, 'by', v_by)
    from leads l where l.ref = v_ref);
end $$`;

const externalKey = `
create function external_key(p_source text, p_id text) returns text language sql immutable as $$
  select case when p_id is null then null else jsonb_build_array(p_source, p_id)::text end
$$`;

const knownAs = `
create function known_as(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  return known_lead(external_key(p ->> 'source', p ->> 'externalId'), p ->> 'phone', p ->> 'email');
end $$`;

const statements = [
  clock,
  names,
  view,
  viewBy,
  loads,
  person,
  situation,
  member,
  externalKey,
  known,
  knownAs,
];
