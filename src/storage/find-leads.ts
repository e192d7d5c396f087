/** Finds leads by what people remember: the number, a phone or its last digits, an e-mail, the beginning of a name. */
import { sql } from 'kysely';
import type { LeadView } from '../core/lead-view.ts';
import type { Db } from './tables.ts';

/** Newest first; closed ones too. Nothing for a text that is too short to tell anything. */
export async function findLeads(db: Db, text: string, limit = 10): Promise<readonly LeadView[]> {
  const asked = text.trim().slice(0, 200);
  const conditions = [byNumber(asked), byRef(asked), byPhone(asked), byEmail(asked), byName(asked)].filter(
    (condition) => condition !== null,
  );
  if (conditions.length === 0) return [];
  // As an array, which is thought to be short: of what may be hundreds, all leads would be read from end to end.
  const { rows } = await sql<{ view: LeadView }>`
    select view_of(leads) as view from leads
    where ref = any (array(${sql.join(conditions, sql` union `)}))
    order by number desc limit ${limit}`.execute(db);
  return rows.map((row) => row.view);
}

function byNumber(text: string) {
  const found = /^(?:[lL]-?)?(\d{1,12})$/.exec(text);
  return found ? sql`(select ref from leads where number = ${Number(found[1])})` : null;
}

function byRef(text: string) {
  return /^[\w-]{6,32}$/.test(text) ? sql`(select ref from leads where ref = ${text})` : null;
}

/** By its end, so that a number without its country is found; a leading 0 is the trunk's. */
function byPhone(text: string) {
  const digits = /^[+\d\s().-]+$/.test(text) ? text.replaceAll(/\D/g, '').replace(/^0+/, '') : '';
  if (digits.length < 4) return null;
  const end = digits.split('').reverse().join('');
  // `offset 0` keeps the two apart: for the order's sake all contacts would be walked through by their leads.
  return sql`(select lead from (
      select lead from contacts where reverse(phone) like ${`${end}%`} offset 0
    ) found order by lead limit 200)`;
}

function byEmail(text: string) {
  return text.includes('@')
    ? sql`(select lead from contacts where email = ${text.toLowerCase()} order by lead limit 200)`
    : null;
}

/** Every word must begin a word of the name or the company. */
function byName(text: string) {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0 || words.join('').length < 2 || text.includes('@')) return null;
  const query = words.map((word) => `${word}:*`).join(' & ');
  return sql`(select lead from contacts where words_of(contacts) @@ to_tsquery('simple', ${query}) limit 200)`;
}
