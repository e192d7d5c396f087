/**
 * Homes, which are drawn anew whenever something of theirs changes; and twins: messages that nobody knew of, since the
 * answer to their posting was lost.
 *
 * Homes are marked by triggers, at the end of the transaction: what people do is written by many functions, and letting
 * a lead in, the hottest of them, shall not know of homes at all.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const indexes = [
  "create unique index outbox_home on outbox (lane) where kind = 'home'",
  "create index outbox_message on outbox (lane, (message ->> 'message')) where message is not null",
  "create index leads_waiting on leads (stage, direction, received_at) where custodian is null and stage in ('qualified', 'converted')",
  // What somebody did in a week. Nobody is named where a lead comes in.
  'create index history_by on history (by, at) where by is not null',
];

/** These homes are out of date. Who may not wait passes over those that somebody else is just marking. */
const markHomes = `
create function mark_homes(p_ids bigint[], p_at bigint, p_skip boolean) returns void language plpgsql as $$
declare
  v_ids bigint[] := p_ids;
begin
  if cardinality(v_ids) = 0 then
    return;
  end if;
  if p_skip then
    v_ids := array(select id from outbox where id = any (p_ids) order by id for update skip locked);
  else
    perform 1 from outbox where id = any (p_ids) order by id for update;
  end if;
  update outbox set wanted = wanted + 1, dirty = true, queued_at = case when dirty then queued_at else p_at end
  where id = any (v_ids) and buried is null;
end $$`;

/** A lead moved on: the homes of who has it, of who had it, of managers, and of those for whom it waits, or waited. */
const homesOfLead = `
create function homes_of_lead() returns trigger language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  v_at bigint := now_ms();
begin
  if exists (select 1 from outbox where kind = 'home') then
    perform mark_homes(array(
      select h.id from outbox h
      where h.kind = 'home'
        -- What is drawn in a while anyhow, is drawn with this, too.
        and (not h.dirty or h.leased_by is not null or h.next_at < v_at + 1000)
        and (h.member in (old.custodian, new.custodian) or exists (
          select 1 from member_roles r
          where r.member = h.member and (r.direction is null or r.direction in (old.direction, new.direction))
            and (r.role = 'manager' or (old.custodian is null) <> (new.custodian is null) or old.stage <> new.stage)
        ))), v_at, false);
  end if;
  return null;
end $$`;

const homesOfPeople = `
create function homes_of_people() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  perform mark_homes(array(select id from outbox where kind = 'home'), now_ms(), false);
  return null;
end $$`;

// At the end of the transaction, so that nobody holds a home while they wait for something else.
const triggers = [
  `create constraint trigger leads_homes after update on leads deferrable initially deferred
    for each row when (old.revision <> new.revision) execute function homes_of_lead()`,
  `create constraint trigger members_homes after update of name, language, time_zone, active, away_until on members
    deferrable initially deferred for each row execute function homes_of_people()`,
  `create constraint trigger identities_homes after delete or update of suspended, member on identities
    deferrable initially deferred for each row execute function homes_of_people()`,
];

/** Somebody looks at their home: it is kept in step from now on. Answers whether they are one of ours. */
const openHome = `
create function open_home(p jsonb) returns boolean language plpgsql as $$
begin
  insert into outbox (kind, lane, member, urgency, wanted, queued_at)
  select 'home', i.lane, i.member, 3, 1, (p ->> 'now')::bigint
  from identities i where i.platform = p ->> 'platform' and i.person = p ->> 'person'
  on conflict (lane) where kind = 'home' do update set
    member = excluded.member, wanted = outbox.wanted + 1, dirty = true, buried = null,
    queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end;
  return found;
end $$`;

/**
 * A button was pressed on a message. One that nobody knows of is what was posted when the answer was lost: it becomes
 * the card, where none is known to stand, or else a stub. In a private chat other messages of ours have buttons, too;
 * there only if one may be left.
 */
const adoptTwin = `
create function adopt_twin(p jsonb) returns text language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  v_kind text := case when p -> 'place' = 'null' then 'person' else 'channel' end;
  v_message jsonb := p -> 'message';
  v_lanes bigint[];
  o outbox;
begin
  -- Of an old message the platform may not tell in which thread it stands (T21).
  v_lanes := array(
    select la.id from lanes la
    where la.platform = p ->> 'platform' and la.kind = v_kind
      and la.channel = coalesce(p #>> '{place,channel}', p ->> 'person'));
  if exists (
    select 1 from outbox where lane = any (v_lanes) and message ->> 'message' = v_message ->> 'message'
  ) then
    return 'known';
  end if;
  -- Of two that press on the same twin the second waits here.
  if v_kind = 'person' then
    select * into o from outbox
    where lead = p ->> 'ref' and lane = any (v_lanes) and kind = 'private card' and twins limit 1 for update;
  else
    select b.* into o from outbox b join lanes la on la.id = b.lane
    where b.lead = p ->> 'ref' and b.lane = any (v_lanes) and b.kind = 'living card'
    order by (la.thread = coalesce(p #>> '{place,thread}', '')) desc limit 1
    for update of b;
  end if;
  if o.id is null or exists (
    select 1 from outbox where lane = any (v_lanes) and message ->> 'message' = v_message ->> 'message'
  ) then
    return 'known';
  end if;
  if o.message is null and o.leased_by is null then
    update outbox set message = v_message, shown = null, dirty = true, unknown = false, buried = null, attempts = 0,
      next_at = 0, queued_at = case when dirty then queued_at else (p ->> 'now')::bigint end
    where id = o.id;
    return 'adopted';
  end if;
  insert into outbox (kind, lane, lead, member, urgency, wanted, queued_at, message)
  values ('stub', o.lane, o.lead, o.member, 2, o.wanted, (p ->> 'now')::bigint, v_message);
  return 'stubbed';
end $$`;

/** All that stands on a home, in one reading. Nobody needs counts beyond a thousand more exactly. */
const homeOf = `
create function home_of(p jsonb) returns jsonb language plpgsql stable
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  v_member text := p ->> 'member';
  v_now bigint := (p ->> 'now')::bigint;
  v_all boolean := p -> 'manages' = 'null';
  v_managed text[] := array(
    select jsonb_array_elements_text(case when p -> 'manages' = 'null' then '[]' else p -> 'manages' end));
  v_team jsonb;
begin
  if v_all or cardinality(v_managed) > 0 then
    v_team := jsonb_build_object(
      'unclaimed', (select count(*) from (
        select 1 from leads l where l.stage = 'new' and (v_all or l.direction = any (v_managed)) limit 1000) x),
      'unaccepted', (select count(*) from (
        select 1 from leads l where l.stage = 'qualified' and l.custodian is null
          and (v_all or l.direction = any (v_managed)) limit 1000) x),
      'untaken', (select count(*) from (
        select 1 from leads l where l.stage = 'converted' and l.custodian is null
          and (v_all or l.direction = any (v_managed)) limit 1000) x),
      'inHand', (select count(*) from (
        select 1 from leads l where l.stage in ('claimed', 'accepted')
          and (v_all or l.direction = any (v_managed)) limit 1000) x),
      'overdue', (select count(*) from (
        select 1 from leads l where l.due_at < v_now and (v_all or l.direction = any (v_managed)) limit 1000) x),
      'late', (
        select coalesce(jsonb_agg(view_of(late) order by late.due_at, late.number), '[]')
        from (
          select l.* from leads l where l.due_at < v_now and (v_all or l.direction = any (v_managed))
          order by l.due_at, l.number limit (p #>> '{shown,late}')::integer
        ) late),
      'away', (
        select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'until', m.away_until, 'deputy', s.name)
          order by m.away_until, m.name), '[]')
        from members m left join members s on s.id = m.deputy
        where m.active and m.away_until > v_now));
  end if;
  return jsonb_build_object(
    'mine', (
      select coalesce(jsonb_agg(view_of(mine) order by mine.due_at nulls last, mine.number), '[]')
      from (
        select l.* from leads l where l.custodian = v_member
        order by l.due_at nulls last, l.number limit (p #>> '{shown,mine}')::integer
      ) mine),
    'mineInAll', (select count(*) from (select 1 from leads l where l.custodian = v_member limit 1000) x),
    'waiting', (
      select coalesce(jsonb_agg(view_of(waiting) order by waiting.received_at, waiting.number), '[]')
      from (
        select l.* from jsonb_to_recordset(p -> 'doors') as d (stage text, direction text)
        join leads l on l.stage = d.stage and l.direction = d.direction and l.custodian is null
          and l.stage in ('qualified', 'converted')
        order by l.received_at, l.number limit (p #>> '{shown,waiting}')::integer
      ) waiting),
    'waitingInAll', (
      select count(*) from (
        select 1 from jsonb_to_recordset(p -> 'doors') as d (stage text, direction text)
        join leads l on l.stage = d.stage and l.direction = d.direction and l.custodian is null
          and l.stage in ('qualified', 'converted')
        limit 1000) x),
    'free', (
      select coalesce(jsonb_agg(jsonb_build_object('direction', c.direction, 'count', (
        select count(*) from (
          select 1 from leads l where l.stage = 'new' and l.direction = c.direction limit 1000) x))
        order by c.position), '[]')
      from jsonb_array_elements_text(p -> 'claims') with ordinality as c (direction, position)),
    'week', (
      select coalesce(jsonb_object_agg(done.type, done.count), '{}')
      from (
        select h.type, count(distinct h.lead) as count from history h
        where h.by = v_member and h.at >= (p ->> 'weekStart')::bigint
          and h.type in ('claimed', 'touched', 'qualified', 'accepted', 'converted', 'taken')
        group by h.type
      ) done),
    'team', v_team);
end $$`;

const statements = [
  ...indexes,
  markHomes,
  homesOfLead,
  homesOfPeople,
  ...triggers,
  openHome,
  adoptTwin,
  homeOf,
];
