/** The messages of the web page's own chat, kept as the page's adapter asks for it. Does not look into a card. */
import { sql, type Selectable } from 'kysely';
import type { Language } from '../core/member.ts';
import type { Db, Tables } from './tables.ts';
import type { Database } from './open-database.ts';

export type StoredWebMessage = {
  readonly id: string;
  readonly channel: string;
  readonly key: string;
  readonly card: string;
  readonly language: Language;
  readonly isPrivate: boolean;
  readonly postedAt: number;
  readonly editedAt: number | null;
  readonly position: number;
  readonly change: number;
};

type New = Omit<StoredWebMessage, 'editedAt' | 'position' | 'change'>;
type Change = Omit<StoredWebMessage, 'key' | 'postedAt' | 'position' | 'change' | 'editedAt'> & {
  readonly editedAt: number;
};

/** What the web adapter's `WebStore` wants; the adapter owns that type, so it is matched by shape. */
export function webMessages(database: Pick<Database, 'db' | 'wake' | 'onWake'>) {
  const { db } = database;
  return {
    insert: async (message: New) => {
      const kept = await insertWebMessage(db, message);
      await database.wake('page');
      return kept;
    },
    save: async (message: Change) => {
      const kept = await saveWebMessage(db, message);
      if (kept) await database.wake('page');
      return kept;
    },
    findByKey: async (channel: string, key: string) => {
      const row = await all(db).where('channel', '=', channel).where('key', '=', key).executeTakeFirst();
      return row ? messageOf(row) : null;
    },
    list: async (channel: string, page: { readonly before: number | null; readonly limit: number }) => {
      let query = all(db).where('channel', '=', channel);
      if (page.before !== null) query = query.where('position', '<', page.before);
      const rows = await query.orderBy('position', 'desc').limit(page.limit).execute();
      return rows.map(messageOf).reverse();
    },
    listChanged: async (after: number, limit: number) => {
      const rows = await all(db).where('change', '>', after).orderBy('change').limit(limit).execute();
      return rows.map(messageOf);
    },
    lastChange: async () => {
      const row = await db
        .selectFrom('web_messages')
        .select(({ fn }) => fn.max('change').as('last'))
        .executeTakeFirst();
      return row?.last ?? 0;
    },
    lastPositions: async (channels: readonly string[]) => {
      const { rows } = await sql<{ channel: string; position: number }>`
        select asked.channel, newest.position
        from unnest(${[...channels]}::text[]) as asked (channel)
        cross join lateral (
          select position from web_messages w
          where w.channel = asked.channel order by position desc limit 1
        ) newest`.execute(db);
      return Object.fromEntries(rows.map((row) => [row.channel, row.position]));
    },
    onChange: (listener: () => void) => database.onWake(listener),
  };
}

/**
 * Changes are numbered under a lock that lasts to the commit, so that a reader who has seen number 8 can never be
 * shown a number 7 later.
 */
async function insertWebMessage(db: Db, message: New): Promise<StoredWebMessage> {
  const { rows } = await sql<Selectable<Tables['web_messages']>>`
    insert into web_messages (id, channel, key, card, language, is_private, posted_at, change, position)
    select ${message.id}, ${message.channel}, ${message.key}, ${message.card}, ${message.language},
      ${message.isPrivate}, ${message.postedAt}::bigint, next.change, next.change
    from (select next_web_change() as change) next
    on conflict (channel, key) do update set
      card = excluded.card, language = excluded.language, is_private = excluded.is_private,
      edited_at = excluded.posted_at, change = excluded.change
    returning *`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The message was not kept.');
  return messageOf(row);
}

async function saveWebMessage(db: Db, message: Change): Promise<StoredWebMessage | null> {
  const { rows } = await sql<Selectable<Tables['web_messages']>>`
    update web_messages set card = ${message.card}, language = ${message.language},
      is_private = ${message.isPrivate}, edited_at = ${message.editedAt}::bigint, change = next_web_change()
    where id = ${message.id} and channel = ${message.channel}
    returning *`.execute(db);
  return rows[0] ? messageOf(rows[0]) : null;
}

function all(db: Db) {
  return db.selectFrom('web_messages').selectAll();
}

function messageOf(row: Selectable<Tables['web_messages']>): StoredWebMessage {
  return {
    id: row.id,
    channel: row.channel,
    key: row.key,
    card: row.card,
    language: row.language,
    isPrivate: row.is_private,
    postedAt: row.posted_at,
    editedAt: row.edited_at,
    position: row.position,
    change: row.change,
  };
}
