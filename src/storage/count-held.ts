/** How many leads and accounts one member answers for now, by where they stand. */
import { sql } from 'kysely';
import type { MemberId, Stage } from '../core/lead.ts';
import type { Db } from './tables.ts';

export type HeldGroup = { readonly direction: string; readonly stage: Stage; readonly count: number };

/** In the order of the conveyor within each direction. */
export async function countHeld(db: Db, member: MemberId): Promise<readonly HeldGroup[]> {
  const { rows } = await sql<HeldGroup>`
    select direction, stage, count(*)::int as count from leads where custodian = ${member}
    group by direction, stage
    order by direction, array_position(array['claimed', 'accepted', 'converted'], stage)`.execute(db);
  return rows;
}
