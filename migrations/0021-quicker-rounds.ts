/**
 * A deliverer's round that finds nothing to do locks nothing and writes nothing, so no disk is waited for; and what the
 * rates allow is read once, and again only when something is taken.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The lanes of these from which something may be taken now, the most urgent first. */
const readyLanes = `
create function ready_lanes(p_lanes bigint[], p_opens jsonb, p_limit integer, p_now bigint) returns bigint[]
language plpgsql stable as $$
begin
  return array(
    select la.id
    from unnest(p_lanes) w (lane)
    join lanes la on la.id = w.lane
    join platforms f on f.platform = la.platform
    cross join lateral (
      select b.urgency, b.queued_at, b.id from outbox b
      where b.lane = la.id and b.dirty and b.next_at <= p_now
        and coalesce((p_opens ->> method_of(b.kind, b.message is not null, b.unknown or b.leased_by is not null,
          la.kind))::bigint, 0) <= p_now
      order by b.urgency, b.queued_at, b.id limit 1
    ) best
    where la.next_at <= p_now and la.leased_until <= p_now and f.next_at <= p_now
    order by best.urgency, best.queued_at, best.id
    limit p_limit);
end $$`;

/**
 * The most urgent work of a platform's free lanes, one piece a lane, of what may be done now, and from when on each
 * method may be used after that. Null: somebody else is taking there at this very moment.
 */
const takeFrom = `
create function take_from(p_platform text, p_lanes bigint[], p_limit integer, p_ordinary integer, p_rates jsonb,
  p_opens jsonb, p_worker text, p_lease_ms bigint, p_now bigint)
returns jsonb language plpgsql as $$
declare
  v_work jsonb := '[]';
  v_ordinary integer := 0;
  v_method text;
  v_opens jsonb := p_opens;
  v_ready bigint[] := ready_lanes(p_lanes, p_opens, p_limit, p_now);
  v_lane bigint;
  l lanes;
  o outbox;
begin
  if cardinality(v_ready) = 0 then
    return jsonb_build_object('works', v_work, 'opens', v_opens);
  end if;
  if p_rates is not null then
    -- Who has it counts what begins; until that is done nobody else may begin anything.
    perform 1 from platforms where platform = p_platform for update skip locked;
    if not found then
      return null;
    end if;
    v_opens := opens_at(p_platform, p_rates);
  end if;
  foreach v_lane in array v_ready loop
    select la.* into l from lanes la
    where la.id = v_lane and la.next_at <= p_now and la.leased_until <= p_now for update skip locked;
    continue when l.id is null;
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
  return jsonb_build_object('works', v_work, 'opens', v_opens);
end $$`;

/**
 * A deliverer's whole round, in one statement: what it has finished is settled, what may begin is taken, and it is told
 * for each platform when there will be more.
 */
const settleAndTake = `
create or replace function settle_and_take(p jsonb) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
  v_now bigint := coalesce((p ->> 'now')::bigint, now_ms());
  v_done jsonb;
  v_may_wait boolean := true;
  v_busy jsonb := '[]';
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

  for v_platform, v_lanes in
    select la.platform, array_agg(la.id) from waiting_lanes() w join lanes la on la.id = w.lane
    where la.problem is null group by la.platform order by la.platform
  loop
    v_limit := (p #>> array['limits', v_platform])::integer;
    continue when v_limit is null;
    v_rates := p #> array['rates', v_platform];
    v_taken := jsonb_build_object('works', '[]'::jsonb, 'opens', opens_at(v_platform, v_rates));
    if v_limit > 0 then
      v_taken := take_from(v_platform, v_lanes, v_limit,
        coalesce((p #>> array['ordinary', v_platform])::integer, v_limit), v_rates, v_taken -> 'opens',
        p ->> 'worker', (p ->> 'leaseMs')::bigint, v_now);
    end if;
    v_works := v_works || coalesce(v_taken -> 'works', '[]');
    v_next := v_next || jsonb_build_object(v_platform,
      case when v_taken is null then v_now else next_from(v_lanes, v_taken -> 'opens', v_now) end);
  end loop;
  return jsonb_build_object('works', v_works, 'busy', v_busy, 'next', v_next);
end $$`;

const statements = [
  readyLanes,
  'drop function take_from(text, bigint[], integer, integer, jsonb, text, bigint, bigint)',
  takeFrom,
  settleAndTake,
];
