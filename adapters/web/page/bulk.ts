/**
 * Much work at once: sent in pieces, with how far it is, and told afterwards with what could not be done, why, and the
 * way back.
 */
import type { BulkDeed, BulkLead, BulkResult, Move } from '../desk.ts';
import { change } from './api.ts';
import { openDialog } from './dialogs.ts';
import { button, el } from './dom.ts';
import { attempt, tellFailure, toast } from './toasts.ts';
import { say } from './words.ts';

/** As `bulkAtMost` of the server, which refuses more. */
const pieceSize = 100;
const nothing: BulkResult = { done: 0, unchanged: 0, refused: [], back: [] };

/** `failure`: it stopped on the way, and what was done until then is done. */
export type BulkEnd = BulkResult & { readonly all: number; readonly failure: unknown };
type Tell = (text: string) => void;

export function bulkOver(deed: BulkDeed, leads: readonly BulkLead[], tell: Tell): Promise<BulkEnd> {
  return inPieces(leads.length, tell, async (from) => {
    const piece = leads.slice(from, from + pieceSize);
    const { value } = await change<{ value: BulkResult }>('POST', '/web/bulk', { deed, leads: piece });
    return { value, isLast: from + pieceSize >= leads.length };
  });
}

export function moveOver(move: Move, all: number, tell: Tell): Promise<BulkEnd> {
  let cursor: string | null = null;
  return inPieces(all, tell, async () => {
    type Moved = { readonly value: BulkResult & { readonly next: string | null } };
    const { value }: Moved = await change<Moved>('POST', '/web/move', { ...move, cursor });
    cursor = value.next;
    return { value, isLast: cursor === null };
  });
}

/** Tells what came of it: in the corner, or in a sheet where something has to be read. */
export function tellBulk(end: BulkEnd, done: string | null, changed: () => void): void {
  changed();
  const isUndone = end.back.length > 0;
  const undo = () => attempt(() => putBack(end, changed));
  const sentences = [
    end.failure === null ? null : say('page.bulk.stopped', { done: end.done, all: end.all }),
    end.done > 0 ? done : null,
    end.unchanged > 0 ? say('page.bulk.unchanged', { count: end.unchanged }) : null,
  ].filter((sentence) => sentence !== null);
  if (end.failure !== null) tellFailure(end.failure);
  if (end.refused.length > 0) {
    openRefused(end, sentences.join(' '), isUndone ? undo : null);
    return;
  }
  const text = sentences.length > 0 ? sentences.join(' ') : say('page.bulk.nothing');
  const tone = end.failure !== null ? 'refused' : end.done > 0 ? 'done' : 'quiet';
  toast(text, tone, isUndone ? { label: say('page.bulk.undo'), run: undo } : undefined);
}

async function inPieces(
  all: number,
  tell: Tell,
  next: (from: number) => Promise<{ readonly value: BulkResult; readonly isLast: boolean }>,
): Promise<BulkEnd> {
  let sum = nothing;
  for (let from = 0; ; from += pieceSize) {
    if (all > pieceSize) tell(say('page.bulk.going', { done: Math.min(from, all), all }));
    try {
      const { value, isLast } = await next(from);
      sum = added(sum, value);
      if (isLast) return { ...sum, all, failure: null };
    } catch (failure) {
      if (from === 0) throw failure;
      return { ...sum, all, failure };
    }
  }
}

function added(one: BulkResult, other: BulkResult): BulkResult {
  const causes = Map.groupBy([...one.refused, ...other.refused], ({ says }) => says);
  return {
    done: one.done + other.done,
    unchanged: one.unchanged + other.unchanged,
    refused: [...causes].map(([says, same]) => ({
      says,
      count: same.reduce((sum, { count }) => sum + count, 0),
      numbers: same.flatMap(({ numbers }) => numbers).slice(0, 5),
    })),
    back: [...one.back, ...other.back],
  };
}

async function putBack({ back }: BulkEnd, changed: () => void): Promise<void> {
  let sum: BulkEnd = { ...nothing, all: 0, failure: null };
  for (const { deed, leads } of back) {
    const end = await bulkOver(deed, leads, () => undefined);
    sum = { ...added(sum, end), all: sum.all + leads.length, failure: sum.failure ?? end.failure };
  }
  // The way back of the way back is where one was: nobody needs it.
  tellBulk({ ...sum, back: [] }, say('page.bulk.done.undo', { count: sum.done }), changed);
}

function openRefused({ refused }: BulkEnd, done: string, undo: (() => void) | null): void {
  const count = refused.reduce((sum, one) => sum + one.count, 0);
  const opened = openDialog(
    'dialog',
    say('page.bulk.refused', { count }),
    done === '' ? null : done,
    el(
      'ul',
      { class: 'plain-rows', 'data-bulk': 'refused' },
      ...refused.map((one) =>
        el(
          'li',
          {},
          el('p', {}, say('page.bulk.refusedLine', { count: one.count, says: one.says })),
          el('p', { class: 'row-quiet' }, numbersOf(one)),
        ),
      ),
    ),
    el(
      'footer',
      { class: 'dialog-foot' },
      undo === null
        ? null
        : button(
            { class: 'button plain', 'data-bulk': 'undo' },
            () => {
              opened.close();
              undo();
            },
            say('page.bulk.undo'),
          ),
      button({ class: 'button primary' }, () => opened.close(), say('page.dialog.close')),
    ),
  );
}

function numbersOf({ numbers, count }: BulkResult['refused'][number]): string {
  const shown = numbers.join(', ');
  const more = count - numbers.length;
  return more > 0 && shown !== '' ? say('page.bulk.andMore', { numbers: shown, count: more }) : shown;
}
