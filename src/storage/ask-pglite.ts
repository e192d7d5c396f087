/**
 * One statement to PGlite in one go: parsed, bound, run and ended by a single call into the engine, where PGlite's own
 * `query` makes six, and asks for the types of its parameters besides. Here they go as text, as `pg` sends them.
 */
import { protocol, type PGlite } from '@electric-sql/pglite';
import type { PGliteQueryResults } from 'kysely';

const { serialize } = protocol;
const { CommandCompleteMessage, DataRowMessage, RowDescriptionMessage } = protocol.messages;
const thenRun = [serialize.describe({ type: 'P' }), serialize.execute({}), serialize.sync()];

/**
 * Nothing else may use the engine meanwhile. `isAlone`: in no transaction, so that what it wrote is to be kept at once.
 * What a row looks like the caller knows, as it knows its statement.
 */
export async function askPglite<Row>(
  lite: PGlite,
  statement: string,
  parameters: readonly unknown[],
  isAlone: boolean,
): Promise<PGliteQueryResults<Row>> {
  const message = Buffer.concat([
    serialize.parse({ text: statement }),
    serialize.bind({ values: parameters.map((value) => textOf(value)) }),
    ...thenRun,
  ]);
  const answer: PGliteQueryResults<Row> = { fields: [], rows: [], affectedRows: 0 };
  for (const part of await lite.execProtocolStream(message, { syncToFs: isAlone })) {
    if (part instanceof RowDescriptionMessage) answer.fields = part.fields;
    else if (part instanceof CommandCompleteMessage) answer.affectedRows = countOf(part.text);
    else if (part instanceof DataRowMessage) {
      const values = answer.fields.map(({ name, dataTypeID }, at) => [
        name,
        valueOf(lite, dataTypeID, part.fields[at] ?? null),
      ]);
      answer.rows.push(Object.fromEntries(values));
    }
  }
  return answer;
}

function valueOf({ parsers }: PGlite, type: number, text: string | null): unknown {
  const parse = parsers[type];
  return text === null || !parse ? text : parse(text, type);
}

/** A tag tells what was done: "UPDATE 3", "INSERT 0 5", "SELECT 2", "CREATE TABLE". */
function countOf(tag: string): number {
  return tag.startsWith('SELECT') ? 0 : Number(/ (\d+)$/u.exec(tag)?.[1] ?? 0);
}

/** A value as the server reads it, whatever type it is meant for. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (Array.isArray(value)) return listOf(value);
      return value instanceof Uint8Array
        ? String.raw`\x${Buffer.from(value).toString('hex')}`
        : JSON.stringify(value);
    default:
      throw new TypeError(`A ${typeof value} can't be handed to the database.`);
  }
}

/** PostgreSQL's own writing of an array: {"one","two",NULL}. */
function listOf(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return listOf(value);
    const text = textOf(value);
    return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
  });
  return `{${items.join(',')}}`;
}
