/** Leads that somebody has (`l`), whose they are (`m`), and who may stand in for them (`d`), for more than one question. */
import { sql } from 'kysely';

export const heldLeads = sql`leads l join members m on m.id = l.custodian
  left join members d on d.id = m.deputy and d.active and d.away_until is null`;

/** Who should stand in now: of one who is away, the deputy who is there. */
export const deputyDue = sql`case when m.away_until is not null then d.id end`;
