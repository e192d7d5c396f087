/**
 * What reading a lead, a member or a whole situation is. Functions, so that it is one round trip each.
 *
 * Plans of hot functions are generic and made once: every statement in them goes by a key. They are also kept from
 * reading a table from end to end, which may look cheap on the day of the plan, when the table is still small, and
 * would then be done for as long as the connection lives; the embedded database has one, and gathers no statistics.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const clock = `
create function now_ms() returns bigint language sql volatile as $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$`;

/** A LeadView. Of the texts the newest fifty, oldest first; names of all members that it mentions. */
const view = `
create function view_of(l leads) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object(
      'lead', l.state,
      'contact', c.contact,
      'brief', c.brief,
      'last', l.last,
      'texts', coalesce(t.list, '[]'),
      'names', (
        select coalesce(jsonb_object_agg(m.id, m.name), '{}') from members m
        where m.id = any (coalesce(t.speakers, '{}') || array[
          l.custodian, l.state ->> 'closer', l.state ->> 'qualifiedBy', l.state #>> '{lastMove,by}',
          l.state #>> '{before,prospector}', l.state #>> '{before,closer}',
          l.last ->> 'by', l.last ->> 'to', l.last ->> 'from', l.last ->> 'member'
        ])))
    from contacts c
    cross join lateral (
      select
        jsonb_agg(jsonb_build_object(
          'revision', x.revision, 'at', x.at, 'by', x.by, 'text', x.text) order by x.revision) as list,
        array_agg(x.by) as speakers
      from (select * from texts where lead = l.ref order by revision desc limit 50) x
    ) t
    where c.lead = l.ref);
end $$`;

const viewBy = `
create function view_by(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
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
begin
  if p_member is null then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'id', m.id,
      'name', m.name,
      'language', m.language,
      'timeZone', m.time_zone,
      'roles', (
        select coalesce(jsonb_agg(distinct r.role), '[]') from member_roles r
        where r.member = m.id and (r.direction is null or r.direction = p_direction)),
      'active', m.active,
      'away', coalesce(m.away_until > p_now, false),
      'load', (
        select '{"claimed": 0, "accepted": 0, "accounts": 0}'::jsonb || coalesce(jsonb_object_agg(x.held, x.count), '{}')
        from member_loads x where x.member = m.id),
      'revealsToday', (
        select count(*) from reveals where member = m.id and at >= p_day_start and not own))
    from members m where m.id = p_member);
end $$`;

const situation = `
create function situation_of(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
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

/** The same for whoever a platform knows under an id: who that is, and how the lead stands for them, in one reading. */
const situationFor = `
create function situation_for(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  m members;
begin
  select known.* into m from identities i join members known on known.id = i.member
  where i.platform = p #>> '{identity,platform}' and i.person = p #>> '{identity,person}';
  return jsonb_build_object(
    'caller', case when m.id is null then null else member_of(m) end,
    'situation', situation_of(p || jsonb_build_object('actor', m.id)));
end $$`;

/** The living lead that has one of these keys. */
const owner = `
create function owner_of(p_external text, p_phone text, p_email text) returns jsonb language plpgsql stable as $$
declare
  v_ref text;
  v_by text;
begin
  -- The inner limits say that each is one look into the index. A key whose lead is just being let in has no lead yet.
  select k.lead, x.kind into v_ref, v_by
  from (values (1, 'external', p_external), (2, 'phone', p_phone), (3, 'email', p_email)) as x (rank, kind, value)
  cross join lateral (
    select lead from lead_keys
    where kind = x.kind and value = x.value and exists (select 1 from leads where ref = lead) limit 1
  ) k
  order by x.rank limit 1;
  return known_by(v_ref, v_by);
end $$`;

/** The newest lead that ever had this contact: by external id before phone, phone before e-mail. */
const lastKnown = `
create function last_known(p_external text, p_phone text, p_email text) returns jsonb language plpgsql stable as $$
declare
  v_ref text;
  v_by text;
begin
  -- Most come for the first time, and one look says so.
  if not (exists (select 1 from contacts c where reverse(c.phone) = reverse(p_phone))
    or exists (select 1 from contacts c where c.email = p_email)
    or exists (select 1 from leads l where l.external_key = p_external))
  then
    return null;
  end if;
  if p_external is not null then
    v_by := 'external';
    select l.ref into v_ref from leads l where l.external_key = p_external order by l.number desc limit 1;
  end if;
  if v_ref is null and p_phone is not null then
    v_by := 'phone';
    select c.lead into v_ref from contacts c where reverse(c.phone) = reverse(p_phone)
    order by (select l.number from leads l where l.ref = c.lead) desc limit 1;
  end if;
  if v_ref is null and p_email is not null then
    v_by := 'email';
    select c.lead into v_ref from contacts c where c.email = p_email
    order by (select l.number from leads l where l.ref = c.lead) desc limit 1;
  end if;
  return known_by(v_ref, v_by);
end $$`;

/** A lead as a caller who knows its contact is told of it. */
const knownBy = `
create function known_by(p_ref text, p_by text) returns jsonb language plpgsql stable as $$
begin
  if p_ref is null then
    return null;
  end if;
  return (
    select jsonb_build_object('ref', l.ref, 'number', l.number, 'stage', l.stage,
      'direction', l.direction, 'custodian', l.custodian, 'by', p_by)
    from leads l where l.ref = p_ref);
end $$`;

const known = `
create function known_lead(p_external text, p_phone text, p_email text) returns jsonb language plpgsql stable as $$
begin
  return coalesce(owner_of(p_external, p_phone, p_email), last_known(p_external, p_phone, p_email));
end $$`;

const externalKey = `
create function external_key(p_source text, p_id text) returns text language sql immutable as $$
  select case when p_id is null then null else jsonb_build_array(p_source, p_id)::text end
$$`;

const knownAs = `
create function known_as(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  return known_lead(external_key(p ->> 'source', p ->> 'externalId'), p ->> 'phone', p ->> 'email');
end $$`;

const statements = [
  clock,
  view,
  viewBy,
  loads,
  person,
  situation,
  situationFor,
  member,
  externalKey,
  knownBy,
  owner,
  lastKnown,
  known,
  knownAs,
];
