import { parse } from 'csv-parse/sync';
import { assert, array, property, string } from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/core/csv-line.ts';

const guarded = /^'[=+\-@\t\r\n＝＋－＠]/u;

describe('a line of a table', () => {
  it('guards what a spreadsheet would run', () => {
    expect(csvLine(['=1+1', '+380', '-1', '@x', '\tx', 'a=b'], ',')).toBe("'=1+1,'+380,'-1,'@x,'\tx,a=b\r\n");
  });

  it('guards signs of full width, which some spreadsheets run as well', () => {
    expect(csvLine(['＝1+1', '＋1', '－1', '＠x', 'a＝b'], ',')).toBe("'＝1+1,'＋1,'－1,'＠x,a＝b\r\n");
  });

  it('quotes what holds the delimiter, a quote or a line end, and only that', () => {
    expect(csvLine(['a,b', 'a;b', 'say "yes"', 'one\ntwo', 'one\rtwo', 'plain'], ',')).toBe(
      '"a,b",a;b,"say ""yes""","one\ntwo","one\rtwo",plain\r\n',
    );
    expect(csvLine(['a,b', 'a;b', '=a;b'], ';')).toBe('a,b;"a;b";"\'=a;b"\r\n');
  });

  it('is read back as it was, whatever stands in it', () => {
    assert(
      property(array(string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const [read] = parse(csvLine(cells, ';'), { delimiter: ';', record_delimiter: '\r\n' });
        const back = (read ?? ['']).map((cell: string) => (guarded.test(cell) ? cell.slice(1) : cell));
        if (cells.some((cell) => guarded.test(cell))) return;
        expect(back).toEqual(cells);
      }),
    );
  });
});
