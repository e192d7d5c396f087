/**
 * Digests that were sent, so that each reader gets each once, whatever restarts, several processes, missed ticks and
 * clocks that jump. Rows are few and stay.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const sent = `
create table digests_sent (
  reader text not null,
  kind text not null,
  direction text not null,
  day text not null,
  to_day text not null,
  at bigint not null,
  primary key (reader, kind, direction, day)
)`;

/** Who reads digests: managers privately, each for the directions that they manage, and managers' places. */
const readers = `
create function digest_readers() returns table (
  reader text, lane bigint, member text, direction text, "timeZone" text, "createdAt" bigint
) language plpgsql stable as $$
begin
  return query
    select distinct 'member ' || m.id, l.lane, m.id, r.direction, m.time_zone, m.created_at
    from member_roles r
    join members m on m.id = r.member and m.active
    cross join lateral lanes_of_member(m.id) l
    where r.role = 'manager'
      -- Who manages all of them is told of all of them at once.
      and (r.direction is null or not exists (
        select 1 from member_roles every
        where every.member = r.member and every.role = 'manager' and every.direction is null))
    union all
    select distinct 'place ' || p.lane, p.lane, null, p.direction, null, p.created_at
    from places p join lanes l on l.id = p.lane and l.problem is null
    where p.audience = 'managers';
end $$`;

/** Answers whether it was this call that sent it. A reader who is reached in several places gets it in each. */
const sendDigest = `
create function send_digest(p jsonb) returns boolean language plpgsql as $$
begin
  insert into digests_sent (reader, kind, direction, day, to_day, at)
  values (p ->> 'reader', p ->> 'kind', coalesce(p ->> 'direction', ''), p ->> 'day', p ->> 'to', (p ->> 'now')::bigint)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into outbox (kind, lane, member, once, body, urgency, wanted, queued_at)
  select 'digest', lane.value::bigint, p ->> 'member',
    concat_ws(':', 'digest', p ->> 'kind', coalesce(p ->> 'direction', ''), p ->> 'day', lane.value),
    jsonb_build_object('kind', p -> 'kind', 'from', p -> 'from', 'to', p -> 'to', 'direction', p -> 'direction'),
    4, 1, (p ->> 'now')::bigint
  from jsonb_array_elements_text(p -> 'lanes') lane
  on conflict do nothing;
  return true;
end $$`;

/**
 * A lead that was late has been dealt with: the digests of the last day that may name it are drawn anew, in a moment, so
 * that what is done in one go makes one edit. Most changes are of leads that were not late, and cost one comparison.
 */
const digestsOfLead = `
create function digests_of_lead() returns trigger language plpgsql as $$
declare
  v_at bigint := (select at from history where lead = new.ref and revision = new.revision);
begin
  if old.due_at < v_at then
    update outbox set dirty = true, wanted = wanted + 1, next_at = greatest(next_at, v_at + 2000)
    where id in (
      select o.id from outbox o
      where o.kind = 'digest' and o.queued_at > v_at - 86400000 and o.message is not null and o.buried is null
        and coalesce(o.body ->> 'direction', new.direction) = new.direction
      order by o.id for update skip locked);
  end if;
  return null;
end $$`;

// So that no digest reads through what has been: clients of all years, and calls that were promised long ago.
const indexes = [
  "create index outbox_digests on outbox (queued_at) where kind = 'digest'",
  `create index leads_resting on leads (direction) where custodian is not null and stage in ('claimed', 'accepted')
    and due_at is null`,
  "create index history_promises on history (((body ->> 'until')::bigint)) where type = 'snoozed'",
];

// At the end of the transaction, so that nobody holds a digest while they wait for something else.
const trigger = `create constraint trigger leads_digests after update on leads deferrable initially deferred
  for each row when (old.due_at is not null and old.revision <> new.revision) execute function digests_of_lead()`;

const statements = [sent, readers, sendDigest, ...indexes, digestsOfLead, trigger];
