/** Writes down the days of a run as they end, what is done without a gap: a run may be ended at any moment. */
import { nextSeed, readLedger, sourceHash, sumOf, writeLedger, type Book } from './ledger.ts';
import type { DayLived } from './live-once.ts';

const writtenEvery = 10;

export type Keeping = {
  /** The first seed that nobody has lived yet. */
  readonly from: number;
  /** How many were lived before. */
  readonly days: number;
  /** What is proven: the program as it is. */
  readonly source: string;
  day(day: DayLived): void;
  /** Answers the whole book. */
  end(): Promise<Book>;
};

export async function keepLedger(file: string): Promise<Keeping> {
  const book = await readLedger(file);
  const source = await sourceHash();
  const date = new Date().toISOString().slice(0, 10);
  const from = nextSeed(book);
  const done = new Map<number, number>();
  let [to, violations] = [from - 1, 0];
  let writing = Promise.resolve();
  const now = (): Book => ({
    runs: [...book.runs, ...(to < from ? [] : [{ source, date, from, to, violations }])],
  });
  const write = () => {
    const what = now();
    writing = writing.then(() => writeLedger(file, what));
  };
  return {
    from,
    days: sumOf(book).days,
    source,
    day({ seed, faults }) {
      done.set(seed, faults.length);
      for (let next = done.get(to + 1); next !== undefined; next = done.get(to + 1)) {
        to += 1;
        violations += next;
      }
      if (done.size % writtenEvery === 0) write();
    },
    async end() {
      write();
      await writing;
      return now();
    },
  };
}
