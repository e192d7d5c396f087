/**
 * A manager's desk that tells more: a lead names the manager who asked for a call; a digest is drawn anew, too, when
 * something is done for a lead without a next step, or for somebody who is away; and one that found a private chat shut
 * comes when that is open again. What a deputy did counts for whom they stood in for.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const viewOf = `
create or replace function view_of(l leads) returns jsonb language plpgsql stable as $$
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
          l.state #>> '{before,prospector}', l.state #>> '{before,closer}', l.state ->> 'snoozedBy',
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

/**
 * Whether a digest may have named it: it was late; nothing was planned for it for three days, as the exceptions are
 * read; or it left the hands of somebody who is away.
 */
const digestsOfLead = `
create or replace function digests_of_lead() returns trigger language plpgsql as $$
declare
  v_at bigint := (select at from history where lead = new.ref and revision = new.revision);
begin
  if old.due_at < v_at
    or (old.due_at is null and old.stage in ('claimed', 'accepted')
      and greatest((old.state ->> 'since')::bigint, (old.state ->> 'touchedAt')::bigint) < v_at - 259200000)
    or ((old.custodian is distinct from new.custodian or old.state ->> 'coveredBy' is distinct from new.state ->> 'coveredBy')
      and exists (select 1 from members where id = old.custodian and away_until > v_at))
  then
    update outbox set dirty = true, wanted = wanted + 1, next_at = greatest(next_at, v_at + 2000)
    where id in (
      select o.id from outbox o
      where o.kind = 'digest' and o.queued_at > v_at - 86400000 and o.message is not null and o.buried is null
        and coalesce(o.body ->> 'direction', new.direction) = new.direction
      order by o.id for update skip locked);
  end if;
  return null;
end $$`;

const trigger = `create constraint trigger leads_digests after update on leads deferrable initially deferred
  for each row when (old.revision <> new.revision and (old.due_at is not null or old.custodian is not null))
  execute function digests_of_lead()`;

/** Of the digests that were put aside the latest of each kind comes, to who manages still; what is older is history. */
const showHeld = `
create or replace function show_held(p_member text, p_lane bigint) returns void language plpgsql as $$
begin
  insert into outbox (kind, lane, lead, member, urgency, wanted, queued_at)
  select 'private card', p_lane, l.ref, p_member, 0, l.revision, now_ms()
  from leads l where l.custodian = p_member
  order by l.received_at, l.number
  on conflict (lead, lane, kind) where kind in ('living card', 'private card') do update set
    dirty = true, buried = null, attempts = 0, next_at = 0, wanted = excluded.wanted,
    member = excluded.member;
  update outbox set dirty = true, buried = null, attempts = 0, next_at = 0
  where id in (
    select distinct on (o.body ->> 'kind', o.body ->> 'direction') o.id from outbox o
    where o.lane = p_lane and o.kind = 'digest' and o.buried <> 'rejected'
      and exists (
        select 1 from member_roles r
        where r.member = p_member and r.role = 'manager'
          and (r.direction is null or r.direction = o.body ->> 'direction'))
    order by o.body ->> 'kind', o.body ->> 'direction', o.queued_at desc, o.id desc);
end $$`;

/** What somebody did in another's place; few of all rows. */
const stoodIn = "create index history_for on history ((body ->> 'for'), at) where body ->> 'for' is not null";

/** Days whose sums credit a deputy are read anew when they are asked for. */
const forgetStoodIn = `
select forget_figures(lead) from (select distinct lead from history where body ->> 'for' is not null) stood`;

const statements = [
  stoodIn,
  forgetStoodIn,
  viewOf,
  showHeld,
  digestsOfLead,
  'drop trigger leads_digests on leads',
  trigger,
];
