import { describe, expect, it } from 'vitest';
import { isRight } from './figure.ts';
import type { Figure } from './figure.ts';
import { holds, sayAll } from './summary.ts';
import type { Outcome } from './summary.ts';

const aFigure = (value: number): Figure => ({
  row: 'R1',
  name: 'lost',
  value,
  goal: { is: 'exactly', than: 0 },
});
const anOutcome = (given: Partial<Outcome>): Outcome => ({
  name: 'claims',
  figures: [aFigure(0)],
  seconds: 5,
  code: 0,
  ...given,
});

describe('a run of many rows', () => {
  it('holds a row that met all its goals and ended well', () => {
    expect(holds(anOutcome({}))).toBe(true);
    expect(holds(anOutcome({ figures: [aFigure(0), aFigure(1)], code: 1 }))).toBe(false);
  });

  it('holds on a busy machine what must be exactly so, and lets times pass', () => {
    const late: Figure = { row: 'R4', name: 'ready again', value: 4, goal: { is: 'at most', than: 3 } };
    const slow = anOutcome({ figures: [aFigure(0), late] });
    expect(holds(slow)).toBe(false);
    expect(holds(slow, isRight)).toBe(true);
    expect(holds(anOutcome({ figures: [aFigure(1), late], code: 1 }), isRight)).toBe(false);
    const said = sayAll({ outcomes: [slow], skipped: [], seconds: 5, judge: isRight });
    expect(said).toContain('1 of   2  holds\n  R4 ready again: 4, should be at most 3');
  });

  it('does not hold one that measured nothing, or broke after its last figure', () => {
    expect(holds(anOutcome({ figures: [] }))).toBe(false);
    expect(holds(anOutcome({ code: 1 }))).toBe(false);
    expect(holds(anOutcome({ code: null }))).toBe(false);
  });

  it('says how many goals hold, what was missed and by how much, and what was left out', () => {
    const said = sayAll({
      outcomes: [
        anOutcome({}),
        anOutcome({ name: 'storm', figures: [aFigure(0), aFigure(2)], seconds: 60, code: 1 }),
        anOutcome({ name: 'crash', figures: [], code: 1 }),
        anOutcome({ name: 'sla', code: null }),
        anOutcome({ name: 'size', figures: [] }),
      ],
      skipped: ['planted'],
      seconds: 61,
    });
    expect(said).toMatchInlineSnapshot(`
      "claims      5 s    1 of   1  holds
      storm      60 s    1 of   2  MISSED
        R1 lost: 2, should be exactly 0
      crash       5 s    0 of   0  MISSED
        ended with 1
      sla         5 s    1 of   1  MISSED
        was ended by a signal
      size        5 s    0 of   0  MISSED
        measured nothing
      left out: planted
      3 of 4 goals hold, in 1 of 5 rows all of them, in 1:01 min; not in storm, crash, sla, size"
    `);
  });
});
