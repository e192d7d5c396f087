/**
 * How values come out of the database, alike on both engines: bigint as number (our moments and sums fit), date and
 * numeric as text. By PostgreSQL's type ids.
 */
const int8 = 20;
const date = 1082;
const timestamp = 1114;
const timestampWithZone = 1184;
const numeric = 1700;

export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [int8]: readBigint,
  [date]: (text) => text,
  [timestamp]: (text) => text,
  [timestampWithZone]: (text) => text,
  [numeric]: (text) => text,
};

function readBigint(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`${text} is beyond what a number can hold exactly.`);
  return number;
}
