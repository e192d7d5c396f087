--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: add_identity(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.add_identity(p_member text, p_platform text, p_person text) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: adopt_twin(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.adopt_twin(p jsonb) RETURNS text
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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
end $$;


--
-- Name: announce_import(jsonb, text[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.announce_import(p jsonb, p_refs text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  insert into outbox (kind, lane, once, body, urgency, wanted, queued_at, next_at)
  select distinct 'import card', pl.lane, concat_ws(':', 'import', p ->> 'key', come.direction, pl.lane),
    jsonb_build_object('direction', come.direction, 'count', come.count, 'at', p -> 'now'), 1, 1,
    (p ->> 'now')::bigint, (p ->> 'now')::bigint + (p ->> 'holdMs')::bigint
  from (select direction, count(*) from leads where ref = any (p_refs) group by direction) come
  join places pl on pl.audience = p -> 'audiences' ->> come.direction
    and (pl.direction is null or pl.direction = come.direction)
  order by 3
  on conflict (once) where once is not null do update set
    body = outbox.body || jsonb_build_object(
      'count', (outbox.body ->> 'count')::bigint + (excluded.body ->> 'count')::bigint),
    wanted = outbox.wanted + 1, dirty = true, buried = null,
    queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end,
    next_at = greatest(outbox.next_at, excluded.next_at);
end $$;


--
-- Name: announce_open(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.announce_open(p jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  v_count integer;
begin
  insert into outbox (kind, lane, lead, urgency, wanted, queued_at)
  select 'living card', pl.lane, l.ref, 2, l.revision, (p ->> 'now')::bigint
  from places pl
  cross join lateral (
    select ref, revision, received_at, number from leads
    where stage = case pl.audience
        when 'prospectors' then 'new' when 'closers' then 'qualified' when 'account_team' then 'converted' end
      and custodian is null and (pl.direction is null or direction = pl.direction)
    order by received_at desc, number desc
    limit (p ->> 'atMost')::integer
  ) l
  where pl.id = p ->> 'place'
  order by l.received_at, l.number
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$;


--
-- Name: begin_once(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.begin_once(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: candidates_for(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.candidates_for(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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
end $$;


--
-- Name: change_loads(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.change_loads(p_loads jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  c record;
  v_count integer;
begin
  if jsonb_array_length(p_loads) = 0 then
    return true;
  end if;
  if jsonb_array_length(p_loads) = 1 then
    -- The usual case, in one statement.
    update member_loads m set count = greatest(0, m.count + (p_loads #>> '{0,by}')::integer)
    where m.member = p_loads #>> '{0,member}' and m.held = p_loads #>> '{0,held}'
      and ((p_loads #>> '{0,by}')::integer < 0 or p_loads #>> '{0,limit}' is null
        or m.count + (p_loads #>> '{0,by}')::integer <= (p_loads #>> '{0,limit}')::integer);
    if found then
      return true;
    end if;
  end if;
  insert into member_loads (member, held, count)
  select x.member, x.held, 0 from jsonb_to_recordset(p_loads) as x (member text, held text)
  where not exists (select 1 from member_loads m where m.member = x.member and m.held = x.held)
  order by 1, 2
  on conflict do nothing;
  for c in
    select x.member, x.held, sum(x.by)::integer as difference, min(x."limit") as allowed
    from jsonb_to_recordset(p_loads) as x (member text, held text, by integer, "limit" integer)
    group by 1, 2 order by 1, 2
  loop
    select m.count into v_count from member_loads m
    where m.member = c.member and m.held = c.held for update;
    if c.difference > 0 and c.allowed is not null and v_count + c.difference > c.allowed then
      return false;
    end if;
  end loop;
  update member_loads m set count = greatest(0, m.count + changed.difference)
  from (
    select x.member, x.held, sum(x.by)::integer as difference
    from jsonb_to_recordset(p_loads) as x (member text, held text, by integer) group by 1, 2
  ) changed
  where m.member = changed.member and m.held = changed.held;
  return true;
end $$;


--
-- Name: digest_readers(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.digest_readers() RETURNS TABLE(reader text, lane bigint, member text, direction text, "timeZone" text, "createdAt" bigint)
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: digests_of_lead(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.digests_of_lead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: due_steps(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.due_steps(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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
end $$;


--
-- Name: enqueue(text, text, integer, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.enqueue(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform enqueue_cards(p_ref, p_direction, p_revision, p_notices, p_at);
  if p_notices @> any (array['[{"type": "remind"}]', '[{"type": "strike"}]', '[{"type": "turn"}]']::jsonb[]) then
    perform enqueue_clock(p_ref, p_direction, p_revision, p_notices, p_at);
  end if;
end $$;


--
-- Name: enqueue_cards(text, text, integer, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.enqueue_cards(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: enqueue_clock(text, text, integer, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.enqueue_clock(p_ref text, p_direction text, p_revision integer, p_notices jsonb, p_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: external_key(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.external_key(p_source text, p_id text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when p_id is null then null else jsonb_build_array(p_source, p_id)::text end
$$;


--
-- Name: forget(text, integer, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.forget(p_ref text, p_revision integer, p_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  c contacts;
begin
  select * into c from contacts where lead = p_ref;
  update updates set state = 'aside', body = null
  where state = 'waiting' and leased_by is null and kept_at < now_ms() - 60000 and (
    (c.email is not null and body::text ilike '%' || c.email || '%')
    or (length(c.phone) > 6 and regexp_replace(body::text, '\D', '', 'g') like '%' || right(c.phone, 7) || '%'));
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
end $$;


--
-- Name: forget_figures(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.forget_figures(p_lead text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  delete from figure_slices s
  where exists (select 1 from history h where h.lead = p_lead and h.at >= s.from_at and h.at < s.to_at);
  delete from figure_repeats where lead = p_lead;
end $$;


--
-- Name: forget_source(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.forget_source() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform forget_figures(new.ref);
  return null;
end $$;


--
-- Name: hold_lease(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.hold_lease(p jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  v_now bigint := now_ms();
begin
  insert into leases as l (name, holder, until)
  values (p ->> 'name', p ->> 'holder', v_now + (p ->> 'forMs')::bigint)
  on conflict (name) do update set holder = excluded.holder, until = excluded.until
  where l.holder = excluded.holder or l.until <= v_now;
  return found;
end $$;


--
-- Name: home_of(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.home_of(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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
end $$;


--
-- Name: homes_of_lead(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.homes_of_lead() RETURNS trigger
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
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
end $$;


--
-- Name: homes_of_people(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.homes_of_people() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
begin
  perform mark_homes(array(select id from outbox where kind = 'home'), now_ms(), false);
  return null;
end $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    kind text NOT NULL,
    lane bigint NOT NULL,
    lead text,
    member text,
    telling text,
    once text,
    body jsonb,
    urgency smallint NOT NULL,
    wanted integer DEFAULT 0 NOT NULL,
    shown integer,
    dirty boolean DEFAULT true NOT NULL,
    queued_at bigint NOT NULL,
    next_at bigint DEFAULT 0 NOT NULL,
    takes integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    leased_by text,
    unknown boolean DEFAULT false NOT NULL,
    message jsonb,
    buried text,
    plain boolean DEFAULT false NOT NULL,
    twins boolean DEFAULT false NOT NULL
);


--
-- Name: is_idle(public.outbox); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_idle(o public.outbox) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if o.kind = 'private card' and exists (
    select 1 from leads
    where ref = o.lead and (state ->> 'coveredBy' = o.member or state #>> '{offer,to}' = o.member)
  ) then
    return false;
  end if;
  return is_idle_for_custodian(o);
end $$;


--
-- Name: is_idle_for_custodian(public.outbox); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_idle_for_custodian(o public.outbox) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if o.message is not null or o.unknown or o.leased_by is not null then
    return false;
  end if;
  return o.kind = 'stub' or (o.kind = 'private card' and not exists (
    select 1 from leads where ref = o.lead and custodian = o.member));
end $$;


--
-- Name: keep_and_take_updates(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_and_take_updates(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  v_kept integer := keep_updates(p);
begin
  return jsonb_build_object('kept', v_kept, 'taken', case when v_kept = 0 then '[]' else take_updates(p) end);
end $$;


--
-- Name: keep_updates(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_updates(p jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  v_count integer;
begin
  insert into updates (platform, id, lane, body)
  select p ->> 'platform', u.id, u.lane, u.body
  from jsonb_to_recordset(p -> 'updates') as u (id bigint, lane text, body jsonb)
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$;


--
-- Name: keep_words(jsonb, jsonb, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_words(p jsonb, p_after jsonb, p_contact jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  v_ref text := p ->> 'ref';
  v_revision integer := (p_after ->> 'revision')::integer;
  v_event jsonb := p #> '{events,-1}';
  v_brief jsonb := nullif(p -> 'brief', 'null');
begin
  if p ->> 'text' is not null then
    insert into texts (lead, revision, at, by, text)
    values (v_ref, v_revision, (v_event ->> 'at')::bigint, v_event ->> 'by', p ->> 'text');
  end if;
  if p_contact is not null then
    update contacts set name = p_contact ->> 'name', phone = p_contact ->> 'phone',
      email = p_contact ->> 'email', company = p_contact ->> 'company', contact = p_contact
    where lead = v_ref;
  end if;
  if v_brief is not null then
    update contacts set brief = v_brief where lead = v_ref;
  end if;
  if p -> 'events' @> '[{"type": "revealed"}]' then
    insert into reveals (lead, revision, member, at, own, via, reason)
    select v_ref, (p ->> 'revision')::integer + e.position, coalesce(e.event ->> 'to', e.event ->> 'by'),
      (e.event ->> 'at')::bigint, (e.event ->> 'own')::boolean, e.event ->> 'via',
      case when (e.event ->> 'own')::boolean then null else p ->> 'text' end
    from jsonb_array_elements(p -> 'events') with ordinality as e (event, position)
    where e.event ->> 'type' = 'revealed';
  end if;
  if p_after ->> 'stage' = 'converted' then
    insert into accounts (lead, converted_at, value, currency, sold, custodian)
    values (v_ref, (p_after ->> 'convertedAt')::bigint, (p_after ->> 'value')::bigint, p_after ->> 'currency',
      p ->> 'text', p_after ->> 'accountManager')
    on conflict (lead) do update set converted_at = excluded.converted_at, value = excluded.value,
      currency = excluded.currency, custodian = excluded.custodian,
      sold = case when p -> 'events' @> '[{"type": "converted"}]' then excluded.sold else accounts.sold end;
  elsif (p ->> 'wasConverted')::boolean then
    delete from accounts where lead = v_ref;
  end if;
end $$;


--
-- Name: known_as(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.known_as(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
begin
  return known_lead(external_key(p ->> 'source', p ->> 'externalId'), p ->> 'phone', p ->> 'email');
end $$;


--
-- Name: known_by(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.known_by(p_ref text, p_by text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if p_ref is null then
    return null;
  end if;
  return (
    select jsonb_build_object('ref', l.ref, 'number', l.number, 'stage', l.stage,
      'direction', l.direction, 'custodian', l.custodian, 'by', p_by)
    from leads l where l.ref = p_ref);
end $$;


--
-- Name: known_lead(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.known_lead(p_external text, p_phone text, p_email text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return coalesce(owner_of(p_external, p_phone, p_email), last_known(p_external, p_phone, p_email));
end $$;


--
-- Name: known_many(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.known_many(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
begin
  return (
    select coalesce(jsonb_agg(
      coalesce(k.known ->> 'by' = 'external' or k.known ->> 'stage' not in ('disqualified', 'lost'), false)
      order by c.position), '[]')
    from jsonb_array_elements(p) with ordinality as c (contact, position)
    cross join lateral (
      select known_lead(external_key(c.contact ->> 'source', c.contact ->> 'externalId'),
        c.contact ->> 'phone', c.contact ->> 'email') as known) k);
end $$;


--
-- Name: lane_of_person(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.lane_of_person(p_platform text, p_person text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
  v_lane bigint;
begin
  insert into lanes (platform, kind, channel) values (p_platform, 'person', p_person)
  on conflict (platform, kind, channel, thread) do update set problem = null
  returning id into v_lane;
  return v_lane;
end $$;


--
-- Name: lanes_of_member(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.lanes_of_member(p_member text) RETURNS TABLE(lane bigint)
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return query
    select i.lane from identities i join lanes l on l.id = i.lane
    where i.member = p_member and i.reachable and not i.suspended and l.problem is null;
end $$;


--
-- Name: last_known(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.last_known(p_external text, p_phone text, p_email text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: let_in(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.let_in(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_lead jsonb := p -> 'lead';
  v_event jsonb := p -> 'event';
  v_contact jsonb := p -> 'contact';
  v_ref text := v_lead ->> 'ref';
  v_external text := external_key(v_lead ->> 'source', p ->> 'externalId');
  v_phone text;
  v_email text;
  v_known jsonb;
  v_keys jsonb;
  v_taken integer;
  v_previous text := v_lead ->> 'previous';
  v_number bigint;
begin
  if p -> 'delivery' <> 'null' and exists (
    select 1 from ledger where platform = p #>> '{delivery,platform}' and id = p #>> '{delivery,id}'
  ) then
    return to_jsonb('repeated'::text);
  end if;

  v_keys := p -> 'keys';
  for position in 0..jsonb_array_length(v_keys) - 1 loop
    if v_keys -> position ->> 'kind' = 'phone' then
      v_phone := v_keys -> position ->> 'value';
    else
      v_email := v_keys -> position ->> 'value';
    end if;
  end loop;
  for tried in 1..10 loop
    -- Taking the keys is looking whether they are free. Of two at once the second waits here until the first is in.
    -- Here in the order of all who take keys: by kind and value.
    insert into lead_keys (kind, value, lead)
    select k.kind, k.value, v_ref
    from (values ('email', v_email), ('external', v_external), ('phone', v_phone)) as k (kind, value)
    where k.value is not null
    on conflict do nothing;
    get diagnostics v_taken = row_count;
    exit when v_taken = num_nonnulls(v_email, v_external, v_phone);
    v_known := owner_of(v_external, v_phone, v_email);
    if v_known ->> 'ref' is distinct from v_ref then
      delete from lead_keys where lead = v_ref;
    end if;
    if v_known is not null then
      return jsonb_build_object('duplicate', v_known);
    end if;
    -- It was closed at this very moment: look again.
    if tried = 10 then
      raise exception 'The contact of a new lead changed hands ten times while it was let in.';
    end if;
  end loop;

  -- No living lead has it; one that is closed may have had it.
  v_known := last_known(v_external, v_phone, v_email);
  if v_known ->> 'by' = 'external' then
    -- The same record of the same source is never a second lead, whatever became of the first: a file may be sent twice.
    delete from lead_keys where lead = v_ref;
    return jsonb_build_object('duplicate', v_known);
  end if;

  if p -> 'delivery' <> 'null' then
    insert into ledger (platform, id) values (p #>> '{delivery,platform}', p #>> '{delivery,id}')
    on conflict do nothing;
    if not found then
      delete from lead_keys where lead = v_ref;
      return to_jsonb('repeated'::text);
    end if;
  end if;

  v_previous := coalesce(v_previous, v_known ->> 'ref');
  v_number := nextval('lead_numbers');
  v_lead := v_lead || jsonb_build_object('number', v_number, 'previous', v_previous);
  v_event := v_event || jsonb_build_object('number', v_number, 'previous', v_previous);

  insert into leads (ref, number, revision, stage, direction, source, custodian, received_at, due_at,
    external_key, state, last)
  values (v_ref, v_number, (v_lead ->> 'revision')::integer, v_lead ->> 'stage', v_lead ->> 'direction',
    v_lead ->> 'source', null, (v_lead ->> 'receivedAt')::bigint, (v_lead ->> 'dueAt')::bigint,
    v_external, v_lead, v_event);
  insert into contacts (lead, name, phone, email, company, contact, brief)
  values (v_ref, v_contact ->> 'name', v_contact ->> 'phone', v_contact ->> 'email',
    v_contact ->> 'company', v_contact, '[]');
  insert into history (lead, revision, at, type, by, via, direction, body)
  values (v_ref, (v_lead ->> 'revision')::integer, (v_event ->> 'at')::bigint, v_event ->> 'type',
    v_event ->> 'by', v_event ->> 'via', v_lead ->> 'direction', v_event);
  perform enqueue(v_ref, v_lead ->> 'direction', (v_lead ->> 'revision')::integer, p -> 'notices',
    (v_event ->> 'at')::bigint);

  if p -> 'idempotency' <> 'null' then
    update idempotency set
      status = (p #>> '{idempotency,status}')::integer,
      answer = (p #> '{idempotency,answer}') || jsonb_build_object('number', 'L-' || v_number)
    where owner = p #>> '{idempotency,owner}' and key = p #>> '{idempotency,key}';
  end if;
  return jsonb_build_object('number', v_number, 'previous', v_previous);
end $$;


--
-- Name: let_many_in(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.let_many_in(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  v_holder text := 'piece ' || (p #>> '{arrivals,0,lead,ref}');
  v_answers jsonb[] := '{}';
  v_refs text[] := '{}';
  v_arrival jsonb;
  v_answer jsonb;
begin
  insert into lead_keys (kind, value, lead)
  select distinct k.kind, k.value, v_holder
  from jsonb_array_elements(p -> 'arrivals') a (arrival)
  cross join lateral (
    select * from jsonb_to_recordset(a.arrival -> 'keys') as x (kind text, value text)
    union all
    select 'external', external_key(a.arrival #>> '{lead,source}', a.arrival ->> 'externalId')
    where a.arrival ->> 'externalId' is not null
  ) k
  order by 1, 2
  on conflict do nothing;
  delete from lead_keys where lead = v_holder;

  for v_arrival in select value from jsonb_array_elements(p -> 'arrivals') loop
    v_answer := let_in(v_arrival);
    v_answers := v_answers || v_answer;
    if v_answer ? 'number' then
      v_refs := v_refs || (v_arrival #>> '{lead,ref}');
    end if;
  end loop;
  if p -> 'announcement' <> 'null' and cardinality(v_refs) > 0 then
    update leads set quiet = true where ref = any (v_refs);
    perform announce_import(p -> 'announcement', v_refs);
  end if;
  return to_jsonb(v_answers);
end $$;


--
-- Name: load_of(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.load_of(p_member text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return (
    select '{"claimed": 0, "accepted": 0, "accounts": 0}'::jsonb || coalesce(jsonb_object_agg(held, count), '{}')
    from member_loads where member = p_member);
end $$;


--
-- Name: manager_lanes(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.manager_lanes(p_direction text) RETURNS TABLE(lane bigint, member text)
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return query
    select distinct pl.lane, null::text from places pl join lanes l on l.id = pl.lane
    where pl.audience = 'managers' and l.problem is null
      and (p_direction is null or pl.direction is null or pl.direction = p_direction);
  if not found then
    return query
      select distinct told.lane, r.member
      from member_roles r join members m on m.id = r.member and m.active
      cross join lateral lanes_of_member(r.member) told
      where r.role = 'manager' and (p_direction is null or r.direction is null or r.direction = p_direction);
  end if;
end $$;


--
-- Name: mark_homes(bigint[], bigint, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.mark_homes(p_ids bigint[], p_at bigint, p_skip boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.members (
    id text NOT NULL,
    name text NOT NULL,
    language text,
    time_zone text,
    active boolean DEFAULT true NOT NULL,
    away_until bigint,
    deputy text,
    sample boolean DEFAULT false NOT NULL,
    created_at bigint NOT NULL,
    given_back integer DEFAULT 0 NOT NULL,
    off_since bigint,
    limits jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: member_by_roles(public.members); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.member_by_roles(m public.members) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: member_of(public.members); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.member_of(m public.members) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return member_by_roles(m) || jsonb_build_object('offSince', m.off_since, 'limits', m.limits);
end $$;


--
-- Name: method_of(text, boolean, boolean, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.method_of(p_kind text, p_stands boolean, p_unknown boolean, p_lane_kind text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case when p_kind = 'home' then 'home' when p_stands then 'edit' when p_unknown then 'find'
    when p_lane_kind = 'person' then 'direct' else 'post' end
$$;


--
-- Name: move_on(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.move_on(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_after jsonb := p -> 'after';
  v_events jsonb := p -> 'events';
  v_contact jsonb := nullif(p -> 'contact', 'null');
  v_ref text := p ->> 'ref';
  v_alive boolean := (p ->> 'isAlive')::boolean;
  v_revision integer;
  v_external text;
  v_old_keys jsonb;
  v_owner text;
begin
  -- Whoever moves the lead at the same time is waited for here; what they did is seen below.
  select revision, external_key into v_revision, v_external from leads where ref = v_ref for update;
  if v_revision is null then
    raise exception 'There is no lead % to be moved on.', v_ref;
  end if;
  if p -> 'delivery' <> 'null' and exists (
    select 1 from ledger where platform = p #>> '{delivery,platform}' and id = p #>> '{delivery,id}'
  ) then
    return to_jsonb('repeated'::text);
  end if;
  if v_revision <> (p ->> 'revision')::integer then
    return to_jsonb('moved'::text);
  end if;
  if p -> 'delivery' <> 'null' then
    -- It may be under way for another lead at this very moment.
    insert into ledger (platform, id) values (p #>> '{delivery,platform}', p #>> '{delivery,id}')
    on conflict do nothing;
    if not found then
      return to_jsonb('repeated'::text);
    end if;
  end if;
  if not change_loads(p -> 'loads') then
    delete from ledger where platform = p #>> '{delivery,platform}' and id = p #>> '{delivery,id}';
    return to_jsonb('over_limit'::text);
  end if;

  if not v_alive then
    delete from lead_keys where lead = v_ref;
  elsif v_contact is not null or not (p ->> 'wasAlive')::boolean then
    select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'value', value)), '[]')
    into v_old_keys from lead_keys where lead = v_ref and kind <> 'external';
    v_owner := take_keys(v_ref, v_external, coalesce(nullif(p -> 'keys', 'null'), '[]'));
    if v_owner is not null then
      -- As if nothing had been done: counts, ledger and keys are put back.
      delete from lead_keys where lead = v_ref
        and ((p ->> 'wasAlive')::boolean is false or kind <> 'external');
      perform take_keys(v_ref, null, v_old_keys);
      perform change_loads((
        select coalesce(jsonb_agg(jsonb_build_object('member', x.member, 'held', x.held, 'by', -x.by)), '[]')
        from jsonb_to_recordset(p -> 'loads') as x (member text, held text, by integer)));
      delete from ledger where platform = p #>> '{delivery,platform}' and id = p #>> '{delivery,id}';
      -- Nobody has it any more: whoever had it let go at this very moment. To be tried again.
      return case v_owner when '' then to_jsonb('moved'::text) else jsonb_build_object('duplicate', v_owner) end;
    end if;
  end if;

  update leads set
    revision = (v_after ->> 'revision')::integer,
    stage = v_after ->> 'stage',
    direction = v_after ->> 'direction',
    source = v_after ->> 'source',
    custodian = p ->> 'custodian',
    due_at = (v_after ->> 'dueAt')::bigint,
    state = v_after,
    last = coalesce(nullif(p -> 'last', 'null'), last)
  where ref = v_ref;
  insert into history (lead, revision, at, type, by, via, direction, body)
  select v_ref, v_revision + e.position, (e.event ->> 'at')::bigint, e.event ->> 'type', e.event ->> 'by',
    e.event ->> 'via', v_after ->> 'direction', e.event
  from jsonb_array_elements(v_events) with ordinality as e (event, position);
  perform keep_words(p, v_after, v_contact);
  perform enqueue(v_ref, v_after ->> 'direction', (v_after ->> 'revision')::integer, p -> 'notices',
    (v_events #>> '{-1,at}')::bigint);
  if v_events @> '[{"type": "erased"}]' then
    perform forget(v_ref, (v_after ->> 'revision')::integer, (v_events #>> '{-1,at}')::bigint);
  end if;
  return to_jsonb('saved'::text);
end $$;


--
-- Name: move_place(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.move_place(p jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: next_from(bigint[], jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.next_from(p_lanes bigint[], p_opens jsonb, p_now bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return (
    select min(case
      -- Then it is looked into anew; what waits there may wait longer.
      when free.at > p_now then free.at
      else (
        -- The first of the queue tell enough; were all of them put off for longer than the rest, the next poll would see.
        select greatest(free.at, min(greatest(first.next_at, (p_opens ->> first.method)::bigint))) from (
          select b.next_at,
            method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null, free.kind) as method
          from outbox b where b.lane = free.lane and b.dirty
          order by b.urgency, b.queued_at, b.id limit 100
        ) first having count(*) > 0
      ) end)
    from (
      select la.id as lane, la.kind, greatest(la.next_at, la.leased_until, f.next_at) as at
      from unnest(p_lanes) w (lane)
      join lanes la on la.id = w.lane
      join platforms f on f.platform = la.platform
    ) free);
end $$;


--
-- Name: next_web_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.next_web_change() RETURNS bigint
    LANGUAGE sql
    AS $$
    update counters set value = value + 1 where name = 'web_change' returning value $$;


--
-- Name: now_ms(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.now_ms() RETURNS bigint
    LANGUAGE sql
    AS $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$;


--
-- Name: open_home(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.open_home(p jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  insert into outbox (kind, lane, member, urgency, wanted, queued_at)
  select 'home', i.lane, i.member, 3, 1, (p ->> 'now')::bigint
  from identities i where i.platform = p ->> 'platform' and i.person = p ->> 'person'
  on conflict (lane) where kind = 'home' do update set
    member = excluded.member, wanted = outbox.wanted + 1, dirty = true, buried = null,
    queued_at = case when outbox.dirty then outbox.queued_at else excluded.queued_at end;
  return found;
end $$;


--
-- Name: opens_at(text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.opens_at(p_platform text, p_rates jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if p_rates is null then
    return '{}';
  end if;
  return (
    select jsonb_object_agg(c.key, greatest(r.shut_until,
      (r.begun ->> -(c.value ->> 'calls')::integer)::bigint + (c.value ->> 'ms')::bigint, 0))
    from jsonb_each(p_rates) c
    left join rates r on r.platform = p_platform and r.rate = c.value ->> 'rate');
end $$;


--
-- Name: owner_of(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.owner_of(p_external text, p_phone text, p_email text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: person_by_roles(text, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_by_roles(p_member text, p_direction text, p_day_start bigint, p_now bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: person_of(text, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.person_of(p_member text, p_direction text, p_day_start bigint, p_now bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
begin
  if p_member is null then
    return null;
  end if;
  return (
    select person_by_roles(p_member, p_direction, p_day_start, p_now)
      || case when m.off_since is null then '{}'::jsonb else '{"away": true}'::jsonb end
      || case when m.limits = '{}' then '{}'::jsonb else jsonb_build_object('limits', m.limits) end
    from members m where m.id = p_member);
end $$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      raise exception 'The history is append-only: it can be added to, not changed.' using errcode = 'restrict_violation';
    end $$;


--
-- Name: remind(bigint, text, text, jsonb, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.remind(p_lane bigint, p_member text, p_kind text, p_item jsonb, p_once text, p_at bigint, p_not_before bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: save_identity(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.save_identity(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: save_member(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.save_member(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: send_digest(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.send_digest(p jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: settle_and_take(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_and_take(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  v_now bigint := coalesce((p ->> 'now')::bigint, now_ms());
  v_done jsonb;
  v_may_wait boolean := true;
  v_busy jsonb := '[]';
  v_waiting bigint[];
  v_lanes bigint[];
  v_platform text;
  v_limit integer;
  v_rates jsonb;
  v_taken jsonb;
  v_works jsonb := '[]';
  v_next jsonb := '{}';
begin
  for v_done in select d from jsonb_array_elements(p -> 'finished') d loop
    if settle_one(v_done, coalesce((v_done ->> 'at')::bigint, v_now), v_may_wait) = 'busy' then
      v_busy := v_busy || (v_done -> 'id');
    end if;
    v_may_wait := false;
  end loop;

  v_waiting := array(select lane from waiting_lanes());
  if cardinality(v_waiting) > 0 then
    for v_platform, v_limit in select key, value::integer from jsonb_each_text(p -> 'limits') loop
      v_lanes := array(
        select la.id from unnest(v_waiting) w (lane) join lanes la on la.id = w.lane
        where la.platform = v_platform and la.problem is null);
      continue when cardinality(v_lanes) = 0;
      v_rates := p #> array['rates', v_platform];
      v_taken := '[]';
      if v_limit > 0 then
        v_taken := take_from(v_platform, v_lanes, v_limit,
          coalesce((p #>> array['ordinary', v_platform])::integer, v_limit), v_rates,
          p ->> 'worker', (p ->> 'leaseMs')::bigint, v_now);
      end if;
      v_works := v_works || coalesce(v_taken, '[]');
      v_next := v_next || jsonb_build_object(v_platform,
        case when v_taken is null then v_now else next_from(v_lanes, opens_at(v_platform, v_rates), v_now) end);
    end loop;
  end if;
  return jsonb_build_object('works', v_works, 'busy', v_busy, 'next', v_next);
end $$;


--
-- Name: settle_and_take_updates(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_and_take_updates(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  v_outcome text;
begin
  -- As taking does, and before the first row is locked: who takes may wait for that row.
  perform pg_advisory_xact_lock(hashtext('baton updates'));
  v_outcome := settle_update(p);
  return jsonb_build_object('outcome', v_outcome, 'taken', take_updates(p));
end $$;


--
-- Name: settle_one(jsonb, bigint, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_one(p jsonb, p_at bigint, p_may_wait boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
  v_id bigint := (p ->> 'id')::bigint;
  v_take integer := (p ->> 'take')::integer;
  v_outcome jsonb := p -> 'outcome';
  v_type text := v_outcome ->> 'type';
  l lanes;
  o outbox;
begin
  if p_may_wait then
    select la.* into l from lanes la where la.id = (select lane from outbox where id = v_id) for update;
    select * into o from outbox where id = v_id and takes = v_take and leased_by is not null for update;
  else
    if v_outcome ?| array['holdPlatformMs', 'holdRateMs'] then
      return 'busy';
    end if;
    select la.* into l from lanes la where la.id = (select lane from outbox where id = v_id) for update skip locked;
    if l.id is not null then
      select * into o from outbox where id = v_id and takes = v_take and leased_by is not null
      for update skip locked;
    end if;
    if o.id is null and exists (
      select 1 from outbox where id = v_id and takes = v_take and leased_by is not null
    ) then
      return 'busy';
    end if;
  end if;
  if o.id is null then
    return 'late';
  end if;
  update lanes set holder = null, leased_until = 0,
    next_at = greatest(next_at, p_at + coalesce((v_outcome ->> 'holdPlaceMs')::bigint, 0))
  where id = l.id and holder = o.id;
  if v_outcome ? 'holdPlatformMs' then
    update platforms set next_at = greatest(next_at, p_at + (v_outcome ->> 'holdPlatformMs')::bigint)
    where platform = l.platform;
  end if;
  if v_outcome ? 'holdRateMs' then
    insert into rates (platform, rate, shut_until)
    values (l.platform, v_outcome ->> 'rate', p_at + (v_outcome ->> 'holdRateMs')::bigint)
    on conflict (platform, rate) do update set shut_until = greatest(rates.shut_until, excluded.shut_until);
  end if;

  if v_type = 'shown' then
    -- Clean only if what was shown is what is wanted, and as what it is wanted. A home is not drawn again at once.
    update outbox set message = nullif(v_outcome -> 'message', 'null'), shown = (v_outcome ->> 'revision')::integer,
      dirty = not (kind = p ->> 'kind' and (v_outcome ->> 'revision')::integer >= wanted),
      attempts = 0, unknown = false, leased_by = null, buried = null,
      next_at = coalesce(p_at + (v_outcome ->> 'notAgainForMs')::bigint, 0)
    where id = o.id;
    if o.message is null and o.kind = 'living card' then
      -- A lead that has just come in waits in the managers' homes as well; letting it in is too hot a place for that.
      perform mark_homes(array(
        select h.id from outbox h join member_roles r on r.member = h.member and r.role = 'manager'
        where h.kind = 'home' and not h.dirty), p_at, true);
    end if;
  elsif v_type = 'told' then
    update outbox set message = coalesce(nullif(v_outcome -> 'message', 'null'), message), dirty = false,
      attempts = 0, unknown = false, leased_by = null, buried = null
    where id = o.id;
  elsif v_type = 'looked' then
    -- What is told once is told by standing there. What is not found is posted; an older one may stand all the same.
    update outbox set message = nullif(v_outcome -> 'message', 'null'),
      dirty = (v_outcome -> 'message') = 'null' or (p ->> 'isLevel')::boolean,
      twins = twins or (v_outcome -> 'message') = 'null',
      unknown = false, leased_by = null, next_at = 0
    where id = o.id;
  elsif v_type = 'later' then
    update outbox set next_at = p_at + (v_outcome ->> 'afterMs')::bigint,
      attempts = attempts + case when coalesce((v_outcome ->> 'isFailure')::boolean, true) then 1 else 0 end,
      plain = plain or coalesce((v_outcome ->> 'plain')::boolean, false),
      unknown = unknown or coalesce((v_outcome ->> 'mayHaveActed')::boolean, false), leased_by = null
    where id = o.id;
  elsif v_type = 'gone' then
    update outbox set message = null, shown = null, unknown = false, leased_by = null, next_at = 0,
      dirty = exists (
        select 1 from leads d where d.ref = o.lead and (
          (o.kind = 'living card' and d.stage not in ('disqualified', 'lost'))
          or (o.kind = 'private card' and o.member in (d.custodian, d.state ->> 'coveredBy'))))
    where id = o.id;
  elsif v_type = 'buried' then
    update outbox set dirty = false, buried = v_outcome ->> 'why', unknown = false, leased_by = null
    where id = o.id;
  else
    raise exception 'There is no outcome "%".', v_type;
  end if;
  return 'settled';
end $$;


--
-- Name: settle_update(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_update(p jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: settle_work(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_work(p jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
begin
  return settle_one(p, coalesce((p ->> 'at')::bigint, now_ms()), true) = 'settled';
end $$;


--
-- Name: show_held(text, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.show_held(p_member text, p_lane bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: situation_for(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.situation_for(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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
end $$;


--
-- Name: situation_of(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.situation_of(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
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
end $$;


--
-- Name: spend(text, jsonb, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.spend(p_platform text, p_rate jsonb, p_now bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
  v_calls integer := (p_rate ->> 'calls')::integer;
  v_begun jsonb := coalesce(
    (select begun from rates where platform = p_platform and rate = p_rate ->> 'rate'), '[]');
begin
  -- Clocks of several processes differ a little; the list stays in order.
  v_begun := v_begun || to_jsonb(greatest(p_now, (v_begun ->> -1)::bigint));
  while jsonb_array_length(v_begun) > v_calls loop
    v_begun := v_begun - 0;
  end loop;
  insert into rates (platform, rate, begun) values (p_platform, p_rate ->> 'rate', v_begun)
  on conflict (platform, rate) do update set begun = excluded.begun;
  return (v_begun ->> -v_calls)::bigint + (p_rate ->> 'ms')::bigint > p_now;
end $$;


--
-- Name: take_from(text, bigint[], integer, integer, jsonb, text, bigint, bigint); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.take_from(p_platform text, p_lanes bigint[], p_limit integer, p_ordinary integer, p_rates jsonb, p_worker text, p_lease_ms bigint, p_now bigint) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  v_work jsonb := '[]';
  v_ordinary integer := 0;
  v_method text;
  v_opens jsonb;
  l lanes;
  o outbox;
begin
  if p_rates is not null then
    -- Who has it counts what begins; until that is done nobody else may begin anything.
    perform 1 from platforms where platform = p_platform for update skip locked;
    if not found then
      return null;
    end if;
  end if;
  v_opens := opens_at(p_platform, p_rates);
  for l in
    select la.*
    from unnest(p_lanes) w (lane)
    join lanes la on la.id = w.lane
    join platforms f on f.platform = la.platform
    cross join lateral (
      select b.urgency, b.queued_at, b.id from outbox b
      where b.lane = la.id and b.dirty and b.next_at <= p_now
        and coalesce((v_opens ->> method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null,
          la.kind))::bigint, 0) <= p_now
      order by b.urgency, b.queued_at, b.id limit 1
    ) best
    where la.next_at <= p_now and la.leased_until <= p_now and f.next_at <= p_now
    order by best.urgency, best.queued_at, best.id
    limit p_limit
    for update of la skip locked
  loop
    loop
      select b.* into o from outbox b
      where b.lane = l.id and b.dirty and b.next_at <= p_now
        and coalesce((v_opens ->> method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null,
          l.kind))::bigint, 0) <= p_now
      order by b.urgency, b.queued_at, b.id limit 1 for update skip locked;
      exit when o.id is null or not is_idle(o);
      update outbox set dirty = false, shown = wanted where id = o.id;
    end loop;
    continue when o.id is null;
    if o.urgency > 1 then
      -- Some hands stay free for what is urgent.
      continue when v_ordinary >= p_ordinary;
      v_ordinary := v_ordinary + 1;
    end if;
    update outbox set takes = takes + 1, leased_by = p_worker,
      -- Whoever had it before has died with it in hand.
      unknown = unknown or leased_by is not null,
      attempts = attempts + case when leased_by is null then 0 else 1 end
    where id = o.id returning * into o;
    update lanes set leased_until = p_now + p_lease_ms, holder = o.id where id = l.id;
    v_method := method_of(o.kind, o.message is not null, o.unknown, l.kind);
    if p_rates is not null then
      if spend(p_platform, p_rates -> v_method, p_now) then
        v_opens := opens_at(p_platform, p_rates);
      end if;
    end if;
    v_work := v_work || (work_of(o, l) || jsonb_build_object('method', v_method));
  end loop;
  return v_work;
end $$;


--
-- Name: take_keys(text, text, jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.take_keys(p_ref text, p_external text, p_keys jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
  v_wanted integer;
  v_taken integer;
  v_owner text;
begin
  delete from lead_keys where lead = p_ref and kind <> 'external';
  with wanted as (
    select k.kind, k.value from jsonb_to_recordset(p_keys) as k (kind text, value text)
    union
    select 'external', p_external where p_external is not null
      and not exists (select 1 from lead_keys where kind = 'external' and lead = p_ref)
  ), taken as (
    insert into lead_keys (kind, value, lead)
    select w.kind, w.value, p_ref from wanted w order by w.kind, w.value
    on conflict do nothing
    returning 1
  )
  select (select count(*) from wanted), (select count(*) from taken) into v_wanted, v_taken;
  if v_taken = v_wanted then
    return null;
  end if;
  select k.lead into v_owner
  from (
    select w.kind, w.value from jsonb_to_recordset(p_keys) as w (kind text, value text)
    union all
    select 'external', p_external
  ) w
  cross join lateral (select lead from lead_keys where kind = w.kind and value = w.value limit 1) k
  where k.lead <> p_ref
  order by case w.kind when 'external' then 1 when 'phone' then 2 else 3 end
  limit 1;
  return coalesce(v_owner, '');
end $$;


--
-- Name: take_updates(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.take_updates(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: tell_beyond(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tell_beyond(p jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: tell_once(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tell_once(p jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
  v_count integer;
begin
  insert into outbox (kind, lane, lead, member, telling, once, body, urgency, queued_at)
  select p ->> 'kind', t.lane, p ->> 'ref', t.member, p ->> 'telling',
    concat_ws(':', p ->> 'key', t.lane),
    nullif(p -> 'body', 'null'), case p ->> 'kind' when 'digest' then 4 else 1 end, (p ->> 'now')::bigint
  from (
    select m.lane, m.member from manager_lanes(p #>> '{to,direction}') m where p #>> '{to,type}' = 'managers'
    union all
    select m.lane, p #>> '{to,member}' from lanes_of_member(p #>> '{to,member}') m where p #>> '{to,type}' = 'member'
  ) t
  on conflict do nothing;
  get diagnostics v_count = row_count;
  return v_count;
end $$;


--
-- Name: use_code(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.use_code(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
end $$;


--
-- Name: view_by(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.view_by(p jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  l leads;
begin
  if p ? 'ref' then
    select * into l from leads where ref = p ->> 'ref';
  else
    select * into l from leads where number = (p ->> 'number')::bigint;
  end if;
  return case when l.ref is null then null else view_of(l) end;
end $$;


--
-- Name: leads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.leads (
    ref text NOT NULL,
    number bigint NOT NULL,
    revision integer NOT NULL,
    stage text NOT NULL,
    direction text NOT NULL,
    source text,
    custodian text,
    received_at bigint NOT NULL,
    due_at bigint,
    external_key text,
    state jsonb NOT NULL,
    last jsonb NOT NULL,
    quiet boolean DEFAULT false NOT NULL,
    next_step_at bigint GENERATED ALWAYS AS (
CASE
    WHEN (quiet AND (stage = 'new'::text) AND ((state #>> '{lastMove,type}'::text[]) = 'received'::text)) THEN NULL::bigint
    ELSE COALESCE(((state #>> '{steps,0,at}'::text[]))::bigint,
    CASE
        WHEN ((NOT (state ? 'steps'::text)) AND ((state ->> 'escalated'::text) IS NULL)) THEN ((state ->> 'dueAt'::text))::bigint
        ELSE NULL::bigint
    END)
END) STORED
);


--
-- Name: view_of(public.leads); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.view_of(l public.leads) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
end $$;


--
-- Name: waiting_lanes(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.waiting_lanes() RETURNS TABLE(lane bigint)
    LANGUAGE plpgsql STABLE ROWS 20
    AS $$
begin
  return query
    with recursive waiting (lane) as (
      (select o.lane from outbox o where o.dirty order by o.lane limit 1)
      union all
      select (select o.lane from outbox o where o.dirty and o.lane > w.lane order by o.lane limit 1)
      from waiting w where w.lane is not null
    )
    select w.lane from waiting w where w.lane is not null;
end $$;


--
-- Name: contacts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contacts (
    lead text NOT NULL,
    name text,
    phone text,
    email text,
    company text,
    contact jsonb NOT NULL,
    brief jsonb NOT NULL
);


--
-- Name: words_of(public.contacts); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.words_of(c public.contacts) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple'::regconfig, ((COALESCE((c).name, ''::text) || ' '::text) || COALESCE((c).company, ''::text)));


--
-- Name: lanes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lanes (
    id bigint NOT NULL,
    platform text NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    thread text DEFAULT ''::text NOT NULL,
    next_at bigint DEFAULT 0 NOT NULL,
    leased_until bigint DEFAULT 0 NOT NULL,
    holder bigint,
    problem text
);


--
-- Name: work_of(public.outbox, public.lanes); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.work_of(o public.outbox, l public.lanes) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
declare
  v_lead leads;
  v_audiences jsonb := '[]';
  v_language text;
  v_zone text;
  v_member text;
begin
  if o.lead is not null then
    select * into v_lead from leads where ref = o.lead;
  end if;
  if l.kind = 'channel' then
    select coalesce(jsonb_agg(distinct pl.audience), '[]'), (array_agg(pl.language order by pl.created_at, pl.id))[1]
    into v_audiences, v_language
    from places pl
    where pl.lane = l.id and (v_lead.ref is null or pl.direction is null or pl.direction = v_lead.direction);
  else
    select m.id, m.language, m.time_zone into v_member, v_language, v_zone
    from identities i join members m on m.id = i.member
    where i.lane = l.id and (o.kind <> 'home' or (m.active and not i.suspended));
  end if;
  return jsonb_build_object(
    'id', o.id, 'take', o.takes, 'lane', l.id, 'kind', o.kind, 'platform', l.platform,
    'to', case l.kind
      when 'channel' then jsonb_build_object('type', 'channel', 'channel', l.channel, 'thread', nullif(l.thread, ''))
      else jsonb_build_object('type', 'person', 'person', l.channel,
        'member', case o.kind when 'home' then v_member else coalesce(o.member, v_member) end) end,
    'ref', o.lead, 'view', case when v_lead.ref is null then null else view_of(v_lead) end,
    'audiences', v_audiences, 'language', v_language, 'timeZone', v_zone,
    'message', o.message, 'key', coalesce(o.once, coalesce(o.lead, o.kind) || '-' || o.id), 'wanted', o.wanted,
    'attempts', o.attempts, 'unknown', o.unknown, 'telling', o.telling, 'body', o.body, 'plain', o.plain);
end $$;


--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    lead text NOT NULL,
    converted_at bigint NOT NULL,
    value bigint,
    currency text,
    sold text,
    custodian text
);


--
-- Name: code_tries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.code_tries (
    platform text NOT NULL,
    person text NOT NULL,
    failed integer NOT NULL,
    since bigint NOT NULL
);


--
-- Name: counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counters (
    name text NOT NULL,
    value bigint NOT NULL
);


--
-- Name: digests_sent; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.digests_sent (
    reader text NOT NULL,
    kind text NOT NULL,
    direction text NOT NULL,
    day text NOT NULL,
    to_day text NOT NULL,
    at bigint NOT NULL
);


--
-- Name: exports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exports (
    id bigint NOT NULL,
    at bigint NOT NULL,
    member text NOT NULL,
    kind text NOT NULL,
    direction text,
    from_day text NOT NULL,
    to_day text NOT NULL
);


--
-- Name: exports_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.exports ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.exports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: figure_repeats; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure_repeats (
    lead text NOT NULL,
    revision integer NOT NULL,
    type text NOT NULL,
    at bigint NOT NULL,
    direction text NOT NULL,
    by text,
    earlier_at bigint NOT NULL,
    earlier_by text
);


--
-- Name: figure_slices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure_slices (
    from_at bigint NOT NULL,
    to_at bigint NOT NULL
);


--
-- Name: figure_sums; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure_sums (
    from_at bigint NOT NULL,
    to_at bigint NOT NULL,
    direction text NOT NULL,
    type text NOT NULL,
    member text,
    source text,
    count integer NOT NULL,
    existing boolean NOT NULL
);


--
-- Name: figure_times; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.figure_times (
    from_at bigint NOT NULL,
    to_at bigint NOT NULL,
    direction text NOT NULL,
    span text NOT NULL,
    ms json NOT NULL
);


--
-- Name: form_sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.form_sessions (
    platform text NOT NULL,
    person text NOT NULL,
    ref text NOT NULL,
    lead text,
    state jsonb NOT NULL,
    expires_at bigint NOT NULL
);


--
-- Name: history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.history (
    lead text NOT NULL,
    revision integer NOT NULL,
    at bigint NOT NULL,
    type text NOT NULL,
    by text,
    via text NOT NULL,
    direction text NOT NULL,
    body jsonb NOT NULL
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    owner text NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    started_at bigint NOT NULL,
    status integer,
    answer jsonb
);


--
-- Name: identities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.identities (
    platform text NOT NULL,
    person text NOT NULL,
    member text NOT NULL,
    lane bigint NOT NULL,
    suspended boolean DEFAULT false NOT NULL,
    reachable boolean DEFAULT true NOT NULL,
    created_at bigint NOT NULL,
    met boolean DEFAULT false NOT NULL,
    gone boolean DEFAULT false NOT NULL
);


--
-- Name: instance; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.instance (
    key text NOT NULL,
    value jsonb NOT NULL
);


--
-- Name: join_codes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.join_codes (
    hash text NOT NULL,
    kind text NOT NULL,
    member text,
    created_by text,
    expires_at bigint NOT NULL,
    used_at bigint
);


--
-- Name: kysely_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);


--
-- Name: kysely_migration_lock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);


--
-- Name: lanes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.lanes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.lanes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: lead_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.lead_keys (
    kind text NOT NULL,
    value text NOT NULL,
    lead text NOT NULL
);


--
-- Name: lead_numbers; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.lead_numbers
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: leases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.leases (
    name text NOT NULL,
    holder text NOT NULL,
    until bigint NOT NULL
);


--
-- Name: ledger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger (
    platform text NOT NULL,
    id text NOT NULL,
    at bigint DEFAULT (floor((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric)))::bigint NOT NULL
);


--
-- Name: member_loads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.member_loads (
    member text NOT NULL,
    held text NOT NULL,
    count integer NOT NULL
);


--
-- Name: member_roles; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.member_roles (
    member text NOT NULL,
    role text NOT NULL,
    direction text
);


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: place_presences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.place_presences (
    platform text NOT NULL,
    channel text NOT NULL,
    person text NOT NULL,
    is_in boolean NOT NULL,
    at bigint NOT NULL
);


--
-- Name: places; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.places (
    id text NOT NULL,
    lane bigint NOT NULL,
    audience text NOT NULL,
    direction text,
    language text,
    created_at bigint NOT NULL
);


--
-- Name: platforms; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.platforms (
    platform text NOT NULL,
    next_at bigint DEFAULT 0 NOT NULL
);


--
-- Name: quotas; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quotas (
    direction text,
    step text NOT NULL,
    member text,
    per text NOT NULL,
    target integer NOT NULL,
    set_by text NOT NULL,
    set_at bigint NOT NULL
);


--
-- Name: rates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rates (
    platform text NOT NULL,
    rate text NOT NULL,
    begun jsonb DEFAULT '[]'::jsonb NOT NULL,
    shut_until bigint DEFAULT 0 NOT NULL
);


--
-- Name: reveals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reveals (
    lead text NOT NULL,
    revision integer NOT NULL,
    member text NOT NULL,
    at bigint NOT NULL,
    own boolean NOT NULL,
    via text NOT NULL,
    reason text
);


--
-- Name: texts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.texts (
    lead text NOT NULL,
    revision integer NOT NULL,
    at bigint NOT NULL,
    by text,
    text text NOT NULL
);


--
-- Name: turns; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.turns (
    member text NOT NULL,
    direction text NOT NULL,
    segment text NOT NULL,
    count double precision NOT NULL,
    last_at bigint NOT NULL
);


--
-- Name: updates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.updates (
    platform text NOT NULL,
    id bigint NOT NULL,
    lane text NOT NULL,
    body jsonb,
    state text DEFAULT 'waiting'::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    next_at bigint DEFAULT 0 NOT NULL,
    leased_by text,
    leased_until bigint DEFAULT 0 NOT NULL,
    kept_at bigint DEFAULT (floor((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric)))::bigint NOT NULL
);


--
-- Name: web_messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.web_messages (
    id text NOT NULL,
    "position" bigint NOT NULL,
    change bigint NOT NULL,
    channel text NOT NULL,
    key text NOT NULL,
    card text NOT NULL,
    language text NOT NULL,
    is_private boolean NOT NULL,
    posted_at bigint NOT NULL,
    edited_at bigint
);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.accounts VALUES ('ret5ad4a47cky4hd', 1772618400000, 48000, 'UAH', NULL, NULL);


--
-- Data for Name: code_tries; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contacts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contacts VALUES ('rgadqcbm8b2hrm5y', 'Olena Koval', '+380671542521', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380671542521", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('r6sk03czxxxq6ddk', 'Olena Koval', '+380672412285', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380672412285", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('rayb12fmadj1t93y', 'Olena Koval', '+380679245898', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380679245898", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('ret5ad4a47cky4hd', 'Olena Koval', '+380673997140', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380673997140", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('ra0xmy0e7vmrxr0y', 'Olena Koval', '+380676744097', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380676744097", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('ra92f8w2bw2em3eq', 'Olena Koval', '+380677960543', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380677960543", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('ry5je46dfry93bcn', 'Olena Koval', '+380671575328', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380671575328", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');
INSERT INTO public.contacts VALUES ('r6vts3cah4zhg4n6', 'Olena Koval', '+380676314243', NULL, NULL, '{"name": "Olena Koval", "email": null, "phone": "+380676314243", "fields": {}, "company": null, "message": null, "phoneChecked": true}', '[]');


--
-- Data for Name: counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counters VALUES ('web_change', 0);


--
-- Data for Name: digests_sent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: exports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure_repeats; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure_slices; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure_sums; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: figure_times; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: form_sessions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.history VALUES ('rgadqcbm8b2hrm5y', 1, 1772618400000, 'received', NULL, 'intake', 'main', '{"at": 1772618400000, "by": null, "ref": "rgadqcbm8b2hrm5y", "via": "intake", "type": "received", "dueAt": 1772619300000, "steps": [{"at": 1772619300000, "step": "remind"}], "number": 1001, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618400000}');
INSERT INTO public.history VALUES ('r6sk03czxxxq6ddk', 1, 1772618400000, 'received', NULL, 'intake', 'main', '{"at": 1772618400000, "by": null, "ref": "r6sk03czxxxq6ddk", "via": "intake", "type": "received", "dueAt": 1772619300000, "steps": [{"at": 1772619300000, "step": "remind"}], "number": 1002, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618400000}');
INSERT INTO public.history VALUES ('rayb12fmadj1t93y', 1, 1772618400000, 'received', NULL, 'intake', 'main', '{"at": 1772618400000, "by": null, "ref": "rayb12fmadj1t93y", "via": "intake", "type": "received", "dueAt": 1772619300000, "steps": [{"at": 1772619300000, "step": "remind"}], "number": 1003, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618400000}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 1, 1772618400000, 'received', NULL, 'intake', 'main', '{"at": 1772618400000, "by": null, "ref": "ret5ad4a47cky4hd", "via": "intake", "type": "received", "dueAt": 1772619300000, "steps": [{"at": 1772619300000, "step": "remind"}], "number": 1004, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618400000}');
INSERT INTO public.history VALUES ('ra0xmy0e7vmrxr0y', 1, 1772618400000, 'received', NULL, 'intake', 'main', '{"at": 1772618400000, "by": null, "ref": "ra0xmy0e7vmrxr0y", "via": "intake", "type": "received", "dueAt": 1772619300000, "steps": [{"at": 1772619300000, "step": "remind"}], "number": 1005, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618400000}');
INSERT INTO public.history VALUES ('r6sk03czxxxq6ddk', 2, 1772618400000, 'claimed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "claimed", "dueAt": 1772622000000, "steps": [{"at": 1772622000000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('r6sk03czxxxq6ddk', 3, 1772618400000, 'revealed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "to": "m_ana", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('rayb12fmadj1t93y', 2, 1772618400000, 'claimed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "claimed", "dueAt": 1772622000000, "steps": [{"at": 1772622000000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('rayb12fmadj1t93y', 3, 1772618400000, 'revealed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "to": "m_ana", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 2, 1772618400000, 'claimed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "claimed", "dueAt": 1772622000000, "steps": [{"at": 1772622000000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 3, 1772618400000, 'revealed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "to": "m_ana", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('ra0xmy0e7vmrxr0y', 2, 1772618400000, 'claimed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "claimed", "dueAt": 1772622000000, "steps": [{"at": 1772622000000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('ra0xmy0e7vmrxr0y', 3, 1772618400000, 'revealed', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "to": "m_ana", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('rayb12fmadj1t93y', 4, 1772618400000, 'qualified', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "qualified", "dueAt": 1772625600000, "steps": [{"at": 1772625600000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 4, 1772618400000, 'qualified', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "qualified", "dueAt": 1772625600000, "steps": [{"at": 1772625600000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 5, 1772618400000, 'accepted', 'm_cleo', 'api', 'main', '{"at": 1772618400000, "by": "m_cleo", "via": "api", "type": "accepted", "dueAt": 1773738000000, "steps": [{"at": 1773738000000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 6, 1772618400000, 'revealed', 'm_cleo', 'api', 'main', '{"at": 1772618400000, "by": "m_cleo", "to": "m_cleo", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('ret5ad4a47cky4hd', 7, 1772618400000, 'converted', 'm_cleo', 'api', 'main', '{"at": 1772618400000, "by": "m_cleo", "via": "api", "type": "converted", "dueAt": 1772632800000, "steps": [{"at": 1772632800000, "step": "remind"}], "value": 48000, "currency": "UAH"}');
INSERT INTO public.history VALUES ('ra0xmy0e7vmrxr0y', 4, 1772618400000, 'disqualified', 'm_ana', 'api', 'main', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "disqualified", "reason": "spam"}');
INSERT INTO public.history VALUES ('rgadqcbm8b2hrm5y', 2, 1772618430000, 'claimed', 'm_ben', 'api', 'main', '{"at": 1772618430000, "by": "m_ben", "via": "api", "type": "claimed", "dueAt": 1772622030000, "steps": [{"at": 1772622030000, "step": "remind"}]}');
INSERT INTO public.history VALUES ('rgadqcbm8b2hrm5y', 3, 1772618430000, 'revealed', 'm_ben', 'api', 'main', '{"at": 1772618430000, "by": "m_ben", "to": "m_ben", "own": true, "via": "api", "type": "revealed"}');
INSERT INTO public.history VALUES ('ra92f8w2bw2em3eq', 1, 1772618430000, 'received', NULL, 'intake', 'main', '{"at": 1772618430000, "by": null, "ref": "ra92f8w2bw2em3eq", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1006, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}');
INSERT INTO public.history VALUES ('ry5je46dfry93bcn', 1, 1772618430000, 'received', NULL, 'intake', 'main', '{"at": 1772618430000, "by": null, "ref": "ry5je46dfry93bcn", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1007, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}');
INSERT INTO public.history VALUES ('r6vts3cah4zhg4n6', 1, 1772618430000, 'received', NULL, 'intake', 'main', '{"at": 1772618430000, "by": null, "ref": "r6vts3cah4zhg4n6", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1008, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: identities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.identities VALUES ('slack', 'ana', 'm_ana', 1, false, true, 1795712262173, false, false);
INSERT INTO public.identities VALUES ('slack', 'ben', 'm_ben', 2, false, true, 1795712262182, false, false);
INSERT INTO public.identities VALUES ('slack', 'cleo', 'm_cleo', 3, false, true, 1795712262184, false, false);
INSERT INTO public.identities VALUES ('slack', 'dan', 'm_dan', 4, false, true, 1795712262186, false, false);
INSERT INTO public.identities VALUES ('slack', 'mo', 'm_mo', 5, false, true, 1795712262190, false, false);


--
-- Data for Name: instance; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: join_codes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: kysely_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.kysely_migration VALUES ('0001-tables', '2026-11-26T16:57:42.033Z');
INSERT INTO public.kysely_migration VALUES ('0002-reading', '2026-11-26T16:57:42.037Z');
INSERT INTO public.kysely_migration VALUES ('0003-deeds', '2026-11-26T16:57:42.040Z');
INSERT INTO public.kysely_migration VALUES ('0004-outbox', '2026-11-26T16:57:42.045Z');
INSERT INTO public.kysely_migration VALUES ('0005-people', '2026-11-26T16:57:42.047Z');
INSERT INTO public.kysely_migration VALUES ('0006-imports', '2026-11-26T16:57:42.050Z');
INSERT INTO public.kysely_migration VALUES ('0007-enqueue', '2026-11-26T16:57:42.051Z');
INSERT INTO public.kysely_migration VALUES ('0008-chats', '2026-11-26T16:57:42.069Z');
INSERT INTO public.kysely_migration VALUES ('0009-delivery', '2026-11-26T16:57:42.078Z');
INSERT INTO public.kysely_migration VALUES ('0009-homes', '2026-11-26T16:57:42.086Z');
INSERT INTO public.kysely_migration VALUES ('0010-clock', '2026-11-26T16:57:42.112Z');
INSERT INTO public.kysely_migration VALUES ('0011-figures', '2026-11-26T16:57:42.127Z');
INSERT INTO public.kysely_migration VALUES ('0012-digests', '2026-11-26T16:57:42.136Z');
INSERT INTO public.kysely_migration VALUES ('0013-exports', '2026-11-26T16:57:42.140Z');
INSERT INTO public.kysely_migration VALUES ('0014-quotas', '2026-11-26T16:57:42.144Z');
INSERT INTO public.kysely_migration VALUES ('0016-call-backs', '2026-11-26T16:57:42.148Z');
INSERT INTO public.kysely_migration VALUES ('0017-figure-times', '2026-11-26T16:57:42.153Z');
INSERT INTO public.kysely_migration VALUES ('0019-updates', '2026-11-26T16:57:42.155Z');


--
-- Data for Name: kysely_migration_lock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.kysely_migration_lock VALUES ('migration_lock', 0);


--
-- Data for Name: lanes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (2, 'slack', 'person', 'ben', '', 0, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (3, 'slack', 'person', 'cleo', '', 0, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (4, 'slack', 'person', 'dan', '', 0, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (5, 'slack', 'person', 'mo', '', 0, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (8, 'slack', 'channel', 'C_account_team', '', 1772618401020, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (7, 'slack', 'channel', 'C_closers', '', 1772618402520, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (1, 'slack', 'person', 'ana', '', 1772618404020, 0, NULL, NULL);
INSERT INTO public.lanes OVERRIDING SYSTEM VALUE VALUES (6, 'slack', 'channel', 'C_prospectors', '', 1772618407020, 1772618460000, 35, NULL);


--
-- Data for Name: lead_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.lead_keys VALUES ('phone', '+380671542521', 'rgadqcbm8b2hrm5y');
INSERT INTO public.lead_keys VALUES ('phone', '+380672412285', 'r6sk03czxxxq6ddk');
INSERT INTO public.lead_keys VALUES ('phone', '+380679245898', 'rayb12fmadj1t93y');
INSERT INTO public.lead_keys VALUES ('phone', '+380673997140', 'ret5ad4a47cky4hd');
INSERT INTO public.lead_keys VALUES ('phone', '+380677960543', 'ra92f8w2bw2em3eq');
INSERT INTO public.lead_keys VALUES ('phone', '+380671575328', 'ry5je46dfry93bcn');
INSERT INTO public.lead_keys VALUES ('phone', '+380676314243', 'r6vts3cah4zhg4n6');


--
-- Data for Name: leads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.leads VALUES ('r6sk03czxxxq6ddk', 1002, 3, 'claimed', 'main', 'website', 'm_ana', 1772618400000, 1772622000000, NULL, '{"ref": "r6sk03czxxxq6ddk", "dueAt": 1772622000000, "since": 1772618400000, "stage": "claimed", "steps": [{"at": 1772622000000, "step": "remind"}], "erased": false, "number": 1002, "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": "m_ana", "type": "claimed"}, "previous": null, "revision": 3, "direction": "main", "escalated": null, "touchedAt": null, "prospector": "m_ana", "receivedAt": 1772618400000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "claimed", "dueAt": 1772622000000, "steps": [{"at": 1772622000000, "step": "remind"}]}', false, DEFAULT);
INSERT INTO public.leads VALUES ('rayb12fmadj1t93y', 1003, 4, 'qualified', 'main', 'website', NULL, 1772618400000, 1772625600000, NULL, '{"ref": "rayb12fmadj1t93y", "dueAt": 1772625600000, "since": 1772618400000, "stage": "qualified", "steps": [{"at": 1772625600000, "step": "remind"}], "erased": false, "number": 1003, "source": "website", "briefed": true, "returns": 0, "lastMove": {"by": "m_ana", "type": "qualified"}, "previous": null, "revision": 4, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618400000, "qualifiedBy": "m_ana", "snoozedUntil": null}', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "qualified", "dueAt": 1772625600000, "steps": [{"at": 1772625600000, "step": "remind"}]}', false, DEFAULT);
INSERT INTO public.leads VALUES ('ret5ad4a47cky4hd', 1004, 7, 'converted', 'main', 'website', NULL, 1772618400000, 1772632800000, NULL, '{"ref": "ret5ad4a47cky4hd", "dueAt": 1772632800000, "since": 1772618400000, "stage": "converted", "steps": [{"at": 1772632800000, "step": "remind"}], "value": 48000, "closer": "m_cleo", "erased": false, "number": 1004, "source": "website", "briefed": true, "returns": 0, "currency": "UAH", "lastMove": {"by": "m_cleo", "type": "converted"}, "previous": null, "revision": 7, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618400000, "convertedAt": 1772618400000, "qualifiedBy": "m_ana", "snoozedUntil": null, "accountManager": null}', '{"at": 1772618400000, "by": "m_cleo", "via": "api", "type": "converted", "dueAt": 1772632800000, "steps": [{"at": 1772632800000, "step": "remind"}], "value": 48000, "currency": "UAH"}', false, DEFAULT);
INSERT INTO public.leads VALUES ('ra0xmy0e7vmrxr0y', 1005, 4, 'disqualified', 'main', 'website', NULL, 1772618400000, NULL, NULL, '{"ref": "ra0xmy0e7vmrxr0y", "dueAt": null, "since": 1772618400000, "stage": "disqualified", "before": {"stage": "claimed", "prospector": "m_ana"}, "erased": false, "number": 1005, "reason": "spam", "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": "m_ana", "type": "disqualified"}, "previous": null, "revision": 4, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618400000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618400000, "by": "m_ana", "via": "api", "type": "disqualified", "reason": "spam"}', false, DEFAULT);
INSERT INTO public.leads VALUES ('rgadqcbm8b2hrm5y', 1001, 3, 'claimed', 'main', 'website', 'm_ben', 1772618400000, 1772622030000, NULL, '{"ref": "rgadqcbm8b2hrm5y", "dueAt": 1772622030000, "since": 1772618430000, "stage": "claimed", "steps": [{"at": 1772622030000, "step": "remind"}], "erased": false, "number": 1001, "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": "m_ben", "type": "claimed"}, "previous": null, "revision": 3, "direction": "main", "escalated": null, "touchedAt": null, "prospector": "m_ben", "receivedAt": 1772618400000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618430000, "by": "m_ben", "via": "api", "type": "claimed", "dueAt": 1772622030000, "steps": [{"at": 1772622030000, "step": "remind"}]}', false, DEFAULT);
INSERT INTO public.leads VALUES ('ra92f8w2bw2em3eq', 1006, 1, 'new', 'main', 'website', NULL, 1772618430000, 1772619330000, NULL, '{"ref": "ra92f8w2bw2em3eq", "dueAt": 1772619330000, "since": 1772618430000, "stage": "new", "steps": [{"at": 1772619330000, "step": "remind"}], "erased": false, "number": 1006, "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": null, "type": "received"}, "previous": null, "revision": 1, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618430000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618430000, "by": null, "ref": "ra92f8w2bw2em3eq", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1006, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}', false, DEFAULT);
INSERT INTO public.leads VALUES ('ry5je46dfry93bcn', 1007, 1, 'new', 'main', 'website', NULL, 1772618430000, 1772619330000, NULL, '{"ref": "ry5je46dfry93bcn", "dueAt": 1772619330000, "since": 1772618430000, "stage": "new", "steps": [{"at": 1772619330000, "step": "remind"}], "erased": false, "number": 1007, "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": null, "type": "received"}, "previous": null, "revision": 1, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618430000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618430000, "by": null, "ref": "ry5je46dfry93bcn", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1007, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}', false, DEFAULT);
INSERT INTO public.leads VALUES ('r6vts3cah4zhg4n6', 1008, 1, 'new', 'main', 'website', NULL, 1772618430000, 1772619330000, NULL, '{"ref": "r6vts3cah4zhg4n6", "dueAt": 1772619330000, "since": 1772618430000, "stage": "new", "steps": [{"at": 1772619330000, "step": "remind"}], "erased": false, "number": 1008, "source": "website", "briefed": false, "returns": 0, "lastMove": {"by": null, "type": "received"}, "previous": null, "revision": 1, "direction": "main", "escalated": null, "touchedAt": null, "receivedAt": 1772618430000, "qualifiedBy": null, "snoozedUntil": null}', '{"at": 1772618430000, "by": null, "ref": "r6vts3cah4zhg4n6", "via": "intake", "type": "received", "dueAt": 1772619330000, "steps": [{"at": 1772619330000, "step": "remind"}], "number": 1008, "source": "website", "previous": null, "direction": "main", "receivedAt": 1772618430000}', false, DEFAULT);


--
-- Data for Name: leases; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: member_loads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.member_loads VALUES ('m_cleo', 'accepted', 0);
INSERT INTO public.member_loads VALUES ('m_ana', 'claimed', 1);
INSERT INTO public.member_loads VALUES ('m_ben', 'claimed', 1);


--
-- Data for Name: member_roles; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.member_roles VALUES ('m_ana', 'prospector', NULL);
INSERT INTO public.member_roles VALUES ('m_ben', 'prospector', NULL);
INSERT INTO public.member_roles VALUES ('m_cleo', 'closer', NULL);
INSERT INTO public.member_roles VALUES ('m_dan', 'account_manager', NULL);
INSERT INTO public.member_roles VALUES ('m_mo', 'manager', NULL);


--
-- Data for Name: members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.members VALUES ('m_ana', 'Ana', 'en', 'Europe/Kyiv', true, NULL, NULL, false, 1772611200000, 0, NULL, '{}');
INSERT INTO public.members VALUES ('m_ben', 'Ben', 'en', 'Europe/Kyiv', true, NULL, NULL, false, 1772611200000, 0, NULL, '{}');
INSERT INTO public.members VALUES ('m_cleo', 'Cleo', 'en', 'Europe/Kyiv', true, NULL, NULL, false, 1772611200000, 0, NULL, '{}');
INSERT INTO public.members VALUES ('m_dan', 'Dan', 'en', 'Europe/Kyiv', true, NULL, NULL, false, 1772611200000, 0, NULL, '{}');
INSERT INTO public.members VALUES ('m_mo', 'Mo', 'en', 'Europe/Kyiv', true, NULL, NULL, false, 1772611200000, 0, NULL, '{}');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (28, 'tell', 1, 'ret5ad4a47cky4hd', 'm_ana', 'client_converted', 'tell:ret5ad4a47cky4hd:7:client_converted:m_ana:1', NULL, 1, 7, NULL, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "direct-ana", "message": "m8"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (3, 'living card', 6, 'rayb12fmadj1t93y', NULL, NULL, NULL, NULL, 2, 4, 4, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_prospectors", "message": "m9"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (4, 'living card', 6, 'ret5ad4a47cky4hd', NULL, NULL, NULL, NULL, 2, 7, 7, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_prospectors", "message": "m10"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (5, 'living card', 6, 'ra0xmy0e7vmrxr0y', NULL, NULL, NULL, NULL, 2, 4, 4, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_prospectors", "message": "m11"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 'living card', 6, 'rgadqcbm8b2hrm5y', NULL, NULL, NULL, NULL, 2, 3, 1, true, 1772618430000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_prospectors", "message": "m2"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (32, 'private card', 2, 'rgadqcbm8b2hrm5y', 'm_ben', NULL, NULL, NULL, 0, 3, NULL, true, 1772618430000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (33, 'living card', 6, 'ra92f8w2bw2em3eq', NULL, NULL, NULL, NULL, 2, 1, NULL, true, 1772618430000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (34, 'living card', 6, 'ry5je46dfry93bcn', NULL, NULL, NULL, NULL, 2, 1, NULL, true, 1772618430000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (35, 'living card', 6, 'r6vts3cah4zhg4n6', NULL, NULL, NULL, NULL, 2, 1, NULL, true, 1772618430000, 0, 1, 0, 'w_gone', false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (22, 'private card', 3, 'ret5ad4a47cky4hd', 'm_cleo', NULL, NULL, NULL, 0, 7, 7, false, 1772618400000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (7, 'private card', 1, 'r6sk03czxxxq6ddk', 'm_ana', NULL, NULL, NULL, 0, 3, 3, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "direct-ana", "message": "m1"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (15, 'living card', 7, 'rayb12fmadj1t93y', NULL, NULL, NULL, NULL, 2, 4, 4, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_closers", "message": "m3"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (26, 'living card', 8, 'ret5ad4a47cky4hd', NULL, NULL, NULL, NULL, 2, 7, 7, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_account_team", "message": "m4"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (9, 'private card', 1, 'rayb12fmadj1t93y', 'm_ana', NULL, NULL, NULL, 0, 4, 4, false, 1772618400000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (11, 'private card', 1, 'ret5ad4a47cky4hd', 'm_ana', NULL, NULL, NULL, 0, 4, 4, false, 1772618400000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (13, 'private card', 1, 'ra0xmy0e7vmrxr0y', 'm_ana', NULL, NULL, NULL, 0, 4, 4, false, 1772618400000, 0, 0, 0, NULL, false, NULL, NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (23, 'tell', 1, 'ret5ad4a47cky4hd', 'm_ana', 'prospect_accepted', 'tell:ret5ad4a47cky4hd:6:prospect_accepted:m_ana:1', NULL, 1, 6, NULL, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "direct-ana", "message": "m5"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (2, 'living card', 6, 'r6sk03czxxxq6ddk', NULL, NULL, NULL, NULL, 2, 3, 3, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_prospectors", "message": "m6"}', NULL, false, false);
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (18, 'living card', 7, 'ret5ad4a47cky4hd', NULL, NULL, NULL, NULL, 2, 7, 7, false, 1772618400000, 0, 1, 0, NULL, false, '{"thread": null, "channel": "C_closers", "message": "m7"}', NULL, false, false);


--
-- Data for Name: place_presences; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: places; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.places VALUES ('p_slack_C_prospectors_prospectors_all', 6, 'prospectors', NULL, NULL, 1772611200000);
INSERT INTO public.places VALUES ('p_slack_C_closers_closers_all', 7, 'closers', NULL, NULL, 1772611200000);
INSERT INTO public.places VALUES ('p_slack_C_account_team_account_team_all', 8, 'account_team', NULL, NULL, 1772611200000);


--
-- Data for Name: platforms; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.platforms VALUES ('slack', 0);
INSERT INTO public.platforms VALUES ('telegram', 0);
INSERT INTO public.platforms VALUES ('web', 0);


--
-- Data for Name: quotas; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: rates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rates VALUES ('slack', 'post', '[1772618401020, 1772618401500, 1772618402520, 1772618402520, 1772618404020, 1772618405520]', 0);


--
-- Data for Name: reveals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reveals VALUES ('r6sk03czxxxq6ddk', 3, 'm_ana', 1772618400000, true, 'api', NULL);
INSERT INTO public.reveals VALUES ('rayb12fmadj1t93y', 3, 'm_ana', 1772618400000, true, 'api', NULL);
INSERT INTO public.reveals VALUES ('ret5ad4a47cky4hd', 3, 'm_ana', 1772618400000, true, 'api', NULL);
INSERT INTO public.reveals VALUES ('ra0xmy0e7vmrxr0y', 3, 'm_ana', 1772618400000, true, 'api', NULL);
INSERT INTO public.reveals VALUES ('ret5ad4a47cky4hd', 6, 'm_cleo', 1772618400000, true, 'api', NULL);
INSERT INTO public.reveals VALUES ('rgadqcbm8b2hrm5y', 3, 'm_ben', 1772618430000, true, 'api', NULL);


--
-- Data for Name: texts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: turns; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: updates; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: web_messages; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: exports_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.exports_id_seq', 1, false);


--
-- Name: lanes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.lanes_id_seq', 8, true);


--
-- Name: lead_numbers; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.lead_numbers', 1008, true);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 35, true);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (lead);


--
-- Name: code_tries code_tries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.code_tries
    ADD CONSTRAINT code_tries_pkey PRIMARY KEY (platform, person);


--
-- Name: contacts contacts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (lead);


--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (name);


--
-- Name: digests_sent digests_sent_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digests_sent
    ADD CONSTRAINT digests_sent_pkey PRIMARY KEY (reader, kind, direction, day);


--
-- Name: exports exports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);


--
-- Name: figure_repeats figure_repeats_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_repeats
    ADD CONSTRAINT figure_repeats_pkey PRIMARY KEY (lead, revision);


--
-- Name: figure_slices figure_slices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_slices
    ADD CONSTRAINT figure_slices_pkey PRIMARY KEY (from_at, to_at);


--
-- Name: figure_times figure_times_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_times
    ADD CONSTRAINT figure_times_pkey PRIMARY KEY (from_at, to_at, direction, span);


--
-- Name: form_sessions form_sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.form_sessions
    ADD CONSTRAINT form_sessions_pkey PRIMARY KEY (platform, person);


--
-- Name: history history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (lead, revision);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (owner, key);


--
-- Name: identities identities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (platform, person);


--
-- Name: instance instance_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (key);


--
-- Name: join_codes join_codes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_codes
    ADD CONSTRAINT join_codes_pkey PRIMARY KEY (hash);


--
-- Name: kysely_migration_lock kysely_migration_lock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);


--
-- Name: kysely_migration kysely_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);


--
-- Name: lanes lanes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (id);


--
-- Name: lanes lanes_platform_kind_channel_thread_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lanes
    ADD CONSTRAINT lanes_platform_kind_channel_thread_key UNIQUE (platform, kind, channel, thread);


--
-- Name: lead_keys lead_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.lead_keys
    ADD CONSTRAINT lead_keys_pkey PRIMARY KEY (kind, value);


--
-- Name: leads leads_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_number_key UNIQUE (number);


--
-- Name: leads leads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leads
    ADD CONSTRAINT leads_pkey PRIMARY KEY (ref);


--
-- Name: leases leases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);


--
-- Name: ledger ledger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (platform, id);


--
-- Name: member_loads member_loads_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.member_loads
    ADD CONSTRAINT member_loads_pkey PRIMARY KEY (member, held);


--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: place_presences place_presences_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.place_presences
    ADD CONSTRAINT place_presences_pkey PRIMARY KEY (platform, channel, person);


--
-- Name: places places_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (id);


--
-- Name: platforms platforms_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.platforms
    ADD CONSTRAINT platforms_pkey PRIMARY KEY (platform);


--
-- Name: rates rates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rates
    ADD CONSTRAINT rates_pkey PRIMARY KEY (platform, rate);


--
-- Name: reveals reveals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reveals
    ADD CONSTRAINT reveals_pkey PRIMARY KEY (lead, revision);


--
-- Name: texts texts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.texts
    ADD CONSTRAINT texts_pkey PRIMARY KEY (lead, revision);


--
-- Name: turns turns_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.turns
    ADD CONSTRAINT turns_pkey PRIMARY KEY (direction, segment, member);


--
-- Name: updates updates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.updates
    ADD CONSTRAINT updates_pkey PRIMARY KEY (platform, id);


--
-- Name: web_messages web_messages_channel_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.web_messages
    ADD CONSTRAINT web_messages_channel_key_key UNIQUE (channel, key);


--
-- Name: web_messages web_messages_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.web_messages
    ADD CONSTRAINT web_messages_pkey PRIMARY KEY (id);


--
-- Name: contacts_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contacts_email ON public.contacts USING btree (email) WHERE (email IS NOT NULL);


--
-- Name: contacts_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contacts_phone ON public.contacts USING btree (reverse(phone) text_pattern_ops) WHERE (phone IS NOT NULL);


--
-- Name: contacts_words; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contacts_words ON public.contacts USING gin (to_tsvector('simple'::regconfig, ((COALESCE(name, ''::text) || ' '::text) || COALESCE(company, ''::text))));


--
-- Name: figure_repeats_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX figure_repeats_at ON public.figure_repeats USING btree (at);


--
-- Name: figure_sums_slice; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX figure_sums_slice ON public.figure_sums USING btree (from_at, to_at);


--
-- Name: form_sessions_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX form_sessions_lead ON public.form_sessions USING btree (lead) WHERE (lead IS NOT NULL);


--
-- Name: history_by; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX history_by ON public.history USING btree (by, at) WHERE (by IS NOT NULL);


--
-- Name: history_for; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX history_for ON public.history USING btree (((body ->> 'for'::text)), at) WHERE ((body ->> 'for'::text) IS NOT NULL);


--
-- Name: history_promises; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX history_promises ON public.history USING btree ((((body ->> 'until'::text))::bigint)) WHERE (type = 'snoozed'::text);


--
-- Name: history_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX history_type ON public.history USING btree (type, at);


--
-- Name: idempotency_started; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_started ON public.idempotency USING btree (started_at);


--
-- Name: identities_lane; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX identities_lane ON public.identities USING btree (lane);


--
-- Name: identities_member; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX identities_member ON public.identities USING btree (member);


--
-- Name: lead_keys_lead; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX lead_keys_lead ON public.lead_keys USING btree (lead);


--
-- Name: leads_custodian; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_custodian ON public.leads USING btree (custodian, received_at, number) WHERE (custodian IS NOT NULL);


--
-- Name: leads_direction; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_direction ON public.leads USING btree (direction, received_at, number);


--
-- Name: leads_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_due ON public.leads USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: leads_external; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_external ON public.leads USING btree (external_key, number) WHERE (external_key IS NOT NULL);


--
-- Name: leads_free; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_free ON public.leads USING btree (direction, received_at, number) WHERE (stage = 'new'::text);


--
-- Name: leads_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_held ON public.leads USING btree (direction, number) WHERE (state ? 'heldAt'::text);


--
-- Name: leads_next_step; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_next_step ON public.leads USING btree (next_step_at, number) WHERE (next_step_at IS NOT NULL);


--
-- Name: leads_received; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_received ON public.leads USING btree (received_at, number);


--
-- Name: leads_resting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_resting ON public.leads USING btree (direction) WHERE ((custodian IS NOT NULL) AND (stage = ANY (ARRAY['claimed'::text, 'accepted'::text])) AND (due_at IS NULL));


--
-- Name: leads_stage; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_stage ON public.leads USING btree (stage, received_at, number);


--
-- Name: leads_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX leads_waiting ON public.leads USING btree (stage, direction, received_at) WHERE ((custodian IS NULL) AND (stage = ANY (ARRAY['qualified'::text, 'converted'::text])));


--
-- Name: ledger_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_at ON public.ledger USING btree (at);


--
-- Name: member_roles_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX member_roles_once ON public.member_roles USING btree (member, role, COALESCE(direction, ''::text));


--
-- Name: member_roles_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX member_roles_role ON public.member_roles USING btree (role, member);


--
-- Name: members_away; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX members_away ON public.members USING btree (away_until) WHERE (away_until IS NOT NULL);


--
-- Name: outbox_buried; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_buried ON public.outbox USING btree (lane) WHERE (buried IS NOT NULL);


--
-- Name: outbox_digests; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_digests ON public.outbox USING btree (queued_at) WHERE (kind = 'digest'::text);


--
-- Name: outbox_dirty; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_dirty ON public.outbox USING btree (lane, urgency, queued_at, id) WHERE dirty;


--
-- Name: outbox_home; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX outbox_home ON public.outbox USING btree (lane) WHERE (kind = 'home'::text);


--
-- Name: outbox_level; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX outbox_level ON public.outbox USING btree (lead, lane, kind) WHERE (kind = ANY (ARRAY['living card'::text, 'private card'::text]));


--
-- Name: outbox_message; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_message ON public.outbox USING btree (lane, ((message ->> 'message'::text))) WHERE (message IS NOT NULL);


--
-- Name: outbox_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX outbox_once ON public.outbox USING btree (once) WHERE (once IS NOT NULL);


--
-- Name: outbox_reminders; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_reminders ON public.outbox USING btree (lane) WHERE ((kind = 'reminder'::text) AND dirty);


--
-- Name: outbox_stub; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_stub ON public.outbox USING btree (lead) WHERE (kind = 'stub'::text);


--
-- Name: outbox_told; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_told ON public.outbox USING btree (queued_at) WHERE ((once IS NOT NULL) AND (NOT dirty));


--
-- Name: place_presences_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX place_presences_person ON public.place_presences USING btree (platform, person);


--
-- Name: places_audience; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX places_audience ON public.places USING btree (audience, direction);


--
-- Name: places_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX places_once ON public.places USING btree (lane, audience, COALESCE(direction, ''::text));


--
-- Name: quotas_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX quotas_once ON public.quotas USING btree (COALESCE(direction, ''::text), step, COALESCE(member, ''::text), per);


--
-- Name: reveals_member; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reveals_member ON public.reveals USING btree (member, at);


--
-- Name: updates_kept; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX updates_kept ON public.updates USING btree (kept_at);


--
-- Name: updates_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX updates_waiting ON public.updates USING btree (platform, lane, id) WHERE (state = 'waiting'::text);


--
-- Name: web_messages_change; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX web_messages_change ON public.web_messages USING btree (change);


--
-- Name: web_messages_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX web_messages_position ON public.web_messages USING btree (channel, "position");


--
-- Name: history history_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER history_is_append_only BEFORE DELETE OR UPDATE ON public.history FOR EACH ROW EXECUTE FUNCTION public.refuse_change();


--
-- Name: history history_is_never_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON public.history FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: identities identities_homes; Type: TRIGGER; Schema: public; Owner: -
--

CREATE CONSTRAINT TRIGGER identities_homes AFTER DELETE OR UPDATE OF suspended, member ON public.identities DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.homes_of_people();


--
-- Name: leads leads_digests; Type: TRIGGER; Schema: public; Owner: -
--

CREATE CONSTRAINT TRIGGER leads_digests AFTER UPDATE ON public.leads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.revision <> new.revision) AND ((old.due_at IS NOT NULL) OR (old.custodian IS NOT NULL)))) EXECUTE FUNCTION public.digests_of_lead();


--
-- Name: leads leads_homes; Type: TRIGGER; Schema: public; Owner: -
--

CREATE CONSTRAINT TRIGGER leads_homes AFTER UPDATE ON public.leads DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.revision <> new.revision)) EXECUTE FUNCTION public.homes_of_lead();


--
-- Name: leads leads_source; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER leads_source AFTER UPDATE OF source ON public.leads FOR EACH ROW WHEN ((old.source IS DISTINCT FROM new.source)) EXECUTE FUNCTION public.forget_source();


--
-- Name: members members_homes; Type: TRIGGER; Schema: public; Owner: -
--

CREATE CONSTRAINT TRIGGER members_homes AFTER UPDATE OF name, language, time_zone, active, away_until ON public.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.homes_of_people();


--
-- Name: figure_sums figure_sums_from_at_to_at_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_sums
    ADD CONSTRAINT figure_sums_from_at_to_at_fkey FOREIGN KEY (from_at, to_at) REFERENCES public.figure_slices(from_at, to_at) ON DELETE CASCADE;


--
-- Name: figure_times figure_times_from_at_to_at_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.figure_times
    ADD CONSTRAINT figure_times_from_at_to_at_fkey FOREIGN KEY (from_at, to_at) REFERENCES public.figure_slices(from_at, to_at) ON DELETE CASCADE;


--
-- Name: identities identities_lane_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_lane_fkey FOREIGN KEY (lane) REFERENCES public.lanes(id);


--
-- Name: identities identities_member_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_member_fkey FOREIGN KEY (member) REFERENCES public.members(id);


--
-- Name: join_codes join_codes_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_codes
    ADD CONSTRAINT join_codes_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.members(id);


--
-- Name: join_codes join_codes_member_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_codes
    ADD CONSTRAINT join_codes_member_fkey FOREIGN KEY (member) REFERENCES public.members(id);


--
-- Name: member_roles member_roles_member_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.member_roles
    ADD CONSTRAINT member_roles_member_fkey FOREIGN KEY (member) REFERENCES public.members(id);


--
-- Name: members members_deputy_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_deputy_fkey FOREIGN KEY (deputy) REFERENCES public.members(id);


--
-- Name: places places_lane_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_lane_fkey FOREIGN KEY (lane) REFERENCES public.lanes(id);


--
-- Name: quotas quotas_member_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quotas
    ADD CONSTRAINT quotas_member_fkey FOREIGN KEY (member) REFERENCES public.members(id);


--
-- PostgreSQL database dump complete
--


