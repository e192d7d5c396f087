import { describe, expect, it } from 'vitest';
import { readFigures } from '../../../src/storage/figures/read-figures.ts';
import type { Asked } from '../../../src/storage/figures/read-figures.ts';
import { aMoment, hourMs, minuteMs } from '../../support/a-lead.ts';
import { withDatabase } from '../../support/with-database.ts';
import {
  accepted,
  claimed,
  converted,
  disqualified,
  letIn,
  move,
  qualified,
  released,
  taken,
} from '../deeds.ts';

const test = withDatabase();
const dayMs = 24 * hourMs;
const period = { from: aMoment, to: aMoment + 7 * dayMs, direction: null };

/** `closedBefore`: as if it were that moment now; by default long after. */
function read(sliceMs = dayMs, { direction = null, closedBefore = Infinity }: Partial<Asked> = {}) {
  const starts = Array.from({ length: (7 * dayMs) / sliceMs }, (_, index) => aMoment + index * sliceMs);
  const slices = starts.map((from) => ({ from, to: from + sliceMs }));
  return readFigures(test.db, { ...period, direction, slices, closedBefore });
}

describe('the figures of a period', () => {
  it('count leads once, credit people, measure the wall clock and sum what was sold', async () => {
    const { db } = test;
    const at = (days: number, minutes = 0) => ({ at: aMoment + days * dayMs + minutes * minuteMs });
    await letIn(db, { ref: 'l_a', phone: '+380670000001', ...at(0) });
    await letIn(db, { ref: 'l_b', phone: '+380670000002', source: null, ...at(0) });
    await letIn(db, { ref: 'l_c', phone: '+380670000003', ...at(1) });
    await letIn(db, { ref: 'l_d', phone: '+380670000004', direction: 'other', ...at(1) });
    // Claimed, given back, claimed again a day later by another: one lead that was claimed.
    await move(db, 'l_a', 'm_ana', claimed, at(0, 10));
    await move(db, 'l_a', 'm_ana', released, at(0, 20));
    await move(db, 'l_a', 'm_ben', claimed, at(1, 0));
    await move(
      db,
      'l_a',
      'm_ben',
      { type: 'touched', kind: 'call', outcome: 'reached', dueAt: null },
      at(1, 5),
    );
    await move(db, 'l_a', 'm_ben', qualified, at(2));
    await move(db, 'l_a', 'm_cleo', accepted, at(2, 30));
    await move(db, 'l_a', 'm_cleo', converted(1_000_00, 'UAH'), at(3));
    await move(db, 'l_a', 'm_dan', taken, at(4));
    await move(db, 'l_b', 'm_ana', claimed, at(0, 30));
    await move(db, 'l_b', 'm_mo', disqualified(), at(5));
    await move(db, 'l_c', 'm_ana', claimed, at(1, 20));
    // After the period: its end is exclusive.
    await move(db, 'l_c', 'm_ana', qualified, at(7));

    const figures = await read();
    expect(figures.counts).toEqual({
      received: 4,
      claimed: 3,
      qualified: 1,
      returned: 0,
      accepted: 1,
      converted: 1,
      disqualified: 1,
      lost: 0,
      taken: 1,
    });
    expect(figures.sources).toEqual([
      { source: 'website', received: 3, converted: 1 },
      { source: null, received: 1, converted: 0 },
    ]);
    expect(figures.credit).toEqual([
      { member: 'm_ben', prospected: 1, closed: 0, served: 0 },
      { member: 'm_cleo', prospected: 0, closed: 1, served: 0 },
      { member: 'm_dan', prospected: 0, closed: 0, served: 1 },
    ]);
    // 10, 30 and 20 minutes.
    expect(figures.seconds.toClaim).toEqual({ median: 1200, p90: expect.closeTo(1680) });
    expect(figures.seconds.toQualify.median).toBe((2 * dayMs - 10 * minuteMs) / 1000);
    expect(figures.seconds.toTake).toEqual({ median: 86_400, p90: 86_400 });
    expect(figures.value).toEqual([{ currency: 'UAH', total: 100_000 }]);
  });

  it('are null where nothing happened, and zero is not nothing', async () => {
    const figures = await read();
    expect(figures.seconds.toClaim).toEqual({ median: null, p90: null });
    expect(figures).toMatchObject({ sources: [], credit: [], value: [], counts: { received: 0 } });
  });

  it('credit a lead that was qualified twice to whoever did it last', async () => {
    const { db } = test;
    await letIn(db);
    await move(db, 'l_first', 'm_ana', [claimed, qualified]);
    const back = { type: 'returned', reason: 'thin', to: null, dueAt: null } as const;
    await move(db, 'l_first', 'm_cleo', back, { at: aMoment + dayMs });
    await move(db, 'l_first', 'm_ben', [claimed, qualified], { at: aMoment + 2 * dayMs });
    const figures = await read();
    expect(figures.counts).toMatchObject({ qualified: 1, returned: 1 });
    expect(figures.credit).toEqual([{ member: 'm_ben', prospected: 1, closed: 0, served: 0 }]);
  });

  it('keep to a direction, and leave out what is worth nothing that is known', async () => {
    const { db } = test;
    for (const [ref, direction] of [
      ['l_a', 'main'],
      ['l_b', 'other'],
    ] as const) {
      await letIn(db, { ref, direction, phone: ref === 'l_a' ? '+380670000001' : '+380670000002' });
      await move(db, ref, 'm_ana', [claimed, qualified]);
      await move(db, ref, 'm_cleo', [accepted, converted(null, null)]);
    }
    const figures = await read(dayMs, { direction: 'other' });
    expect(figures.counts).toMatchObject({ received: 1, converted: 1 });
    expect(figures.value).toEqual([]);
  });

  it('are the same however the period is sliced', async () => {
    const { db } = test;
    for (let index = 0; index < 12; index += 1) {
      const at = aMoment + index * 7 * hourMs;
      await letIn(db, { ref: `l_${index}`, phone: `+3806700000${10 + index}`, at });
      await move(db, `l_${index}`, 'm_ana', claimed, { at: at + index * minuteMs });
      if (index % 2) await move(db, `l_${index}`, 'm_ana', released, { at: at + 3 * hourMs });
      if (index % 4 === 1) await move(db, `l_${index}`, 'm_ben', claimed, { at: at + 30 * hourMs });
    }
    const whole = await read(7 * dayMs);
    expect(whole.counts).toMatchObject({ received: 12, claimed: 12 });
    for (const sliceMs of [6 * hourMs, dayMs, 42 * hourMs]) {
      expect(await read(sliceMs)).toEqual(whole);
      expect(await read(sliceMs, { closedBefore: aMoment + 3 * dayMs })).toEqual(whole);
    }
  });
});
