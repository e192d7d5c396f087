import { describe, expect, it } from 'vitest';
import * as fc from './fast-check.ts';
import { makeMarks } from './marks.ts';

const marksOf = (...texts: readonly string[]) => {
  const marks = makeMarks({ acrossLines: false });
  for (const text of texts) marks.add(text);
  return marks;
};

describe('marks', () => {
  it('are found in whatever case, several at once, and each once', () => {
    const marks = marksOf('Olena Koval', 'olena@mail.example', 'Ben');
    expect(marks.within('OLENA KOVAL, Olena@Mail.Example; olena koval')).toEqual([
      'Olena Koval',
      'olena@mail.example',
    ]);
    expect(marks.within('')).toEqual([]);
    expect(marks.within('Benjamin')).toEqual(['Ben']);
  });

  it('are found as a phone in any notation, within one line', () => {
    const marks = marksOf('+380 67 123 45 67', '12-34');
    expect(marks.within('call (067) 123-45-67')).toEqual(['+380 67 123 45 67']);
    expect(marks.within('067 123\n45 67')).toEqual([]);
    expect(marks.within('1234')).toEqual([]);
  });

  it('are found across lines where they are to be', () => {
    const marks = makeMarks({ acrossLines: true });
    marks.add('+380671234567');
    expect(marks.within('067 123\n45 67')).toEqual(['+380671234567']);
  });

  it('are found as one by one they would be', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 });
    fc.assert(
      fc.property(fc.uniqueArray(text.filter((one) => one !== '')), text, (sought, where) => {
        const found = marksOf(...sought).within(where);
        expect(found.toSorted()).toEqual(sought.filter((one) => where.includes(one)).toSorted());
      }),
    );
  });
});
