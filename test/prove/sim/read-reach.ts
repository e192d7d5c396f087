/** Who has what at the end of a simulated day, and who had a right to which contact from when on. */
import { sql } from 'kysely';
import type { Moment } from '../../../src/core/lead.ts';
import { personOf, seats, type SimFloor } from './a-floor.ts';
import { rightOf, type Held, type Reach, type Told } from './check-reach.ts';
import { deputyDue, heldLeads } from './held.ts';
import { holds } from './holds.ts';
import type { Inbound } from './live-day.ts';

export async function readReach(
  floor: SimFloor,
  inbound: readonly Inbound[],
  deedsOfGone: readonly string[],
): Promise<Reach> {
  const { db } = floor.database;
  const { rows: held } = await sql<Held>`
    select l.ref, l.custodian, m.active as "isInTeam", l.state ->> 'coveredBy' as "coveredBy",
      ${deputyDue} as deputy
    from ${heldLeads} order by l.number`.execute(db);
  const { rows } = await sql<{ lead: string; at: Moment; members: readonly (string | null)[] }>`
    select lead, at, jsonb_build_array(
      case when type in ('claimed', 'accepted', 'taken') then body ->> 'by' end,
      case when type in ('assigned', 'returned', 'covered') then body ->> 'to' end) as members
    from history where type in ('claimed', 'accepted', 'taken', 'assigned', 'returned', 'covered')
    order by at desc`.execute(db);
  const rights = new Map(
    rows.flatMap(({ lead, at, members }) =>
      members.flatMap((id) => (id === null ? [] : [[rightOf(lead, personOf(id)), at] as const])),
    ),
  );
  return { held, told: toldIn(floor, inbound), rights, deedsOfGone };
}

/** Managers may see every contact, and everybody what they typed themselves. */
function toldIn({ told, typed }: SimFloor, inbound: readonly Inbound[]): readonly Told[] {
  const reps = new Set(
    seats.filter(({ roles }) => !roles.some((role) => role === 'manager')).map(({ id }) => personOf(id)),
  );
  return told
    .filter(({ who }) => reps.has(who))
    .flatMap(({ who, at, text }) => {
      const own = new Set(typed.flatMap((one) => (one.who === who ? one.secrets : [])));
      const leads = inbound
        .filter(({ secrets }) => secrets.some((secret) => !own.has(secret) && holds(text, secret)))
        .map(({ ref }) => ref);
      return leads.length > 0 ? [{ who, at, leads }] : [];
    });
}
