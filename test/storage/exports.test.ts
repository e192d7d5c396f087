import { describe, expect, it } from 'vitest';
import { readEventsToExport, type ExportedEvent } from '../../src/storage/exports.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { claimed, letIn, move, qualified } from './deeds.ts';

const test = withDatabase();
const window = { from: aMoment, to: aMoment + 9 * hourMs, direction: null };

describe('events that are taken out', () => {
  it('are the same in pieces as at once, though several happen at one moment or none of the direction do', async () => {
    for (let index = 0; index < 6; index += 1) {
      const at = aMoment + Math.floor(index / 3) * hourMs;
      const direction = index < 3 ? 'other' : 'main';
      await letIn(test.db, { ref: `l_${index}`, phone: `+38067000000${index}`, direction, at });
      await move(test.db, `l_${index}`, 'm_ana', [claimed, qualified], { at: at + (index % 2) * hourMs });
    }
    const whole = await readEventsToExport(test.db, window, 1_000);
    expect(whole).toMatchObject({ next: null, events: { length: 18 } });
    expect(await inPieces(2)).toEqual(whole.events);
    expect(await inPieces(7)).toEqual(whole.events);
    const main = whole.events.filter(({ direction }) => direction === 'main');
    expect(main).toHaveLength(9);
    expect(await inPieces(2, 'main')).toEqual(main);
  });
});

async function inPieces(limit: number, direction: string | null = null): Promise<readonly ExportedEvent[]> {
  const events: ExportedEvent[] = [];
  for (let from: number | null = window.from; from !== null;) {
    const piece = await readEventsToExport(test.db, { ...window, from, direction }, limit);
    events.push(...piece.events);
    from = piece.next;
  }
  return events;
}
