import { describe, expect, it } from 'vitest';
import { readTrend } from '../../../src/storage/figures/read-trend.ts';
import { aMoment, hourMs } from '../../support/a-lead.ts';
import { withDatabase } from '../../support/with-database.ts';
import { accepted, claimed, converted, letIn, move, qualified } from '../deeds.ts';

const test = withDatabase();
const dayMs = 24 * hourMs;
const slices = [0, 1, 2].map((day) => ({ from: aMoment + day * dayMs, to: aMoment + (day + 1) * dayMs }));

describe('the trend', () => {
  it('counts who came and who became a client, day by day, of a direction or of all', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a', phone: '+380670000001', at: aMoment });
    await letIn(db, { ref: 'l_b', phone: '+380670000002', direction: 'other', at: aMoment + dayMs });
    await move(db, 'l_a', 'm_ana', [claimed, qualified], { at: aMoment + dayMs });
    await move(db, 'l_a', 'm_cleo', [accepted, converted(1, 'UAH')], { at: aMoment + 2 * dayMs });
    const read = (direction: string | null, closedBefore: number) =>
      readTrend(db, { slices, direction, closedBefore });
    for (const closedBefore of [aMoment, aMoment + 2 * dayMs, Infinity]) {
      const all = await read(null, closedBefore);
      expect(all.map(({ received, converted: won }) => [received, won])).toEqual([
        [1, 0],
        [1, 0],
        [0, 1],
      ]);
      const other = await read('other', closedBefore);
      expect(other.map(({ received }) => received)).toEqual([0, 1, 0]);
    }
  });
});
