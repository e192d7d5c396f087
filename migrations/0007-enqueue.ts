/** What a change puts into the outbox: out-of-date cards as levels, what is told under a key that makes it once. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(enqueue).execute(db);
}

/**
 * A card that is offered anew becomes a stub where it stands, and a new one is asked for. A lead that came in quietly
 * gets a card only where it is offered.
 */
const enqueue = `
create function enqueue(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint)
returns void language plpgsql as $$
begin
  if p_notices @> '[{"type": "card"}]' then
    if p_revision > 1 and p_notices @> '[{"type": "card", "fresh": true}]' then
      update outbox o set kind = 'stub', urgency = 3, dirty = true, wanted = p_revision, buried = null,
        queued_at = case when o.dirty then o.queued_at else p_at end
      where o.lead = p_ref and o.kind = 'living card'
        and (o.message is not null or o.leased_by is not null or o.unknown)
        and o.lane in (
          select pl.lane
          from jsonb_to_recordset(p_notices) as n (type text, audience text, fresh boolean)
          join places pl on pl.audience = n.audience and (pl.direction is null or pl.direction = p_direction)
          where n.type = 'card' and n.fresh);
    end if;
    if p_revision = 1 then
      -- Nothing of a lead that has just come stands anywhere yet, nor has it come quietly.
      insert into outbox (kind, lane, lead, urgency, wanted, queued_at)
      select 'living card', pl.lane, p_ref, 2, p_revision, p_at
      from places pl
      where pl.audience = any (array(
          select n ->> 'audience' from jsonb_array_elements(p_notices) n where n ->> 'type' = 'card'))
        and (pl.direction is null or pl.direction = p_direction)
      group by pl.lane;
    else
      insert into outbox (kind, lane, lead, urgency, wanted, queued_at)
      select distinct 'living card', pl.lane, p_ref, 2, p_revision, p_at
      from jsonb_to_recordset(p_notices) as n (type text, audience text, fresh boolean)
      join places pl on pl.audience = n.audience and (pl.direction is null or pl.direction = p_direction)
      where n.type = 'card'
        and (n.fresh
          or not exists (select 1 from leads q where q.ref = p_ref and q.quiet)
          or exists (select 1 from outbox o where o.lead = p_ref and o.lane = pl.lane and o.kind = 'living card'))
      on conflict (lead, lane, kind) where kind in ('living card', 'private card') do update set
        wanted = excluded.wanted, dirty = true, buried = null,
        queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end,
        next_at = case when outbox.dirty then outbox.next_at else 0 end;
    end if;
  end if;

  if p_notices @> '[{"type": "private card"}]' then
    -- Also where the person is cut off by now: a contact that stands there must go.
    update outbox o set wanted = p_revision, dirty = true, buried = null,
      queued_at = case when o.dirty then o.queued_at else p_at end,
      next_at = case when o.dirty then o.next_at else 0 end
    where o.lead = p_ref and o.kind = 'private card' and o.member in (
      select n.member from jsonb_to_recordset(p_notices) as n (type text, member text)
      where n.type = 'private card');
    insert into outbox (kind, lane, lead, member, urgency, wanted, queued_at)
    select distinct 'private card', i.lane, p_ref, i.member, 0, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, member text)
    join identities i on i.member = n.member and i.reachable and not i.suspended
    where n.type = 'private card'
    on conflict do nothing;
    -- Whoever has it and can't be written to anywhere is named to the managers, once for each lead.
    insert into outbox (kind, lane, lead, member, once, body, urgency, wanted, queued_at)
    select 'tell managers', m.lane, p_ref, m.member, concat_ws(':', 'nobody', p_ref, held.custodian, m.lane),
      jsonb_build_object('trouble', 'nobody_there', 'member', held.custodian, 'number', held.number),
      1, p_revision, p_at
    from leads held cross join manager_lanes(p_direction) m
    where held.ref = p_ref and held.custodian is not null
      and not exists (select 1 from lanes_of_member(held.custodian))
    on conflict do nothing;
  end if;

  if p_notices @> '[{"type": "tell"}]' then
    insert into outbox (kind, lane, lead, member, telling, once, urgency, wanted, queued_at)
    select distinct 'tell', told.lane, p_ref, n.member, n.telling,
      concat_ws(':', 'tell', p_ref, p_revision, n.telling, n.member, told.lane), 1, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, member text, telling text)
    cross join lateral lanes_of_member(n.member) told
    where n.type = 'tell'
    on conflict do nothing;
  end if;

  if p_notices @> '[{"type": "tell managers"}]' then
    insert into outbox (kind, lane, lead, member, telling, once, urgency, wanted, queued_at)
    select distinct 'tell managers', m.lane, p_ref, m.member, n.telling,
      concat_ws(':', 'managers', p_ref, p_revision, n.telling, m.lane), 1, p_revision, p_at
    from jsonb_to_recordset(p_notices) as n (type text, telling text)
    cross join manager_lanes(p_direction) m
    where n.type = 'tell managers'
    on conflict do nothing;
  end if;
end $$`;
