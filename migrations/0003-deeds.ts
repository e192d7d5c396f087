/**
 * Writing a lead: letting it in and moving it on. Each is one statement and writes all or nothing without a savepoint:
 * everything that could stand in the way is looked at, under lock, before the first row is written.
 *
 * Order of locks, alike everywhere, so that nobody waits in a circle: the lead, counts in hand (by member and kind),
 * contact keys (by kind and value), outbox.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * Takes contact keys for a lead; answers the living lead that has one of them already, or null. Of two that come at
 * once the second waits in the unique index until the first is in, and then finds it.
 */
const takeKeys = `
create function take_keys(p_ref text, p_external text, p_keys jsonb) returns text language plpgsql as $$
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
end $$`;

/** Keys of new leads have nothing to give back: those that were taken before one was refused are let go. */
const letIn = `
create function let_in(p jsonb) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
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
end $$`;

/**
 * The loads that a change counts up are locked, in order, and held against their limits. Counting down never fails.
 * Answers false, with nothing counted, if one would be over.
 */
const countUp = `
create function change_loads(p_loads jsonb) returns boolean language plpgsql as $$
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
end $$`;

const moveOn = `
create function move_on(p jsonb) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
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
end $$`;

/** What a deed leaves besides the lead: texts, brief, contact, reveals, the account. */
const keepWords = `
create function keep_words(p jsonb, p_after jsonb, p_contact jsonb) returns void language plpgsql as $$
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
end $$`;

/** The person's data goes everywhere; figures and history stay. All that was ever posted is drawn anew. */
const forget = `
create function forget(p_ref text, p_revision integer, p_at bigint) returns void language plpgsql as $$
begin
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

const statements = [takeKeys, countUp, keepWords, forget, letIn, moveOn];
