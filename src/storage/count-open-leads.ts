/** How much still hangs on each direction: open leads, waiting and served accounts, and places. */
import { sql } from 'kysely';
import type { Db } from './tables.ts';

export type DirectionUse = {
  readonly direction: string;
  readonly openLeads: number;
  readonly places: number;
};

export async function listDirectionUse(db: Db): Promise<readonly DirectionUse[]> {
  const { rows } = await sql<DirectionUse>`
    select direction, sum(leads)::int as "openLeads", sum(places)::int as places
    from (
      select direction, count(*) as leads, 0 as places from leads
      where stage in ('new', 'claimed', 'qualified', 'accepted') group by direction
      union all
      select direction, 0, count(*) from places where direction is not null group by direction
    ) used
    group by direction order by direction`.execute(db);
  return rows;
}
