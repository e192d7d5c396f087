import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../../src/app/import/headers.ts';
import { readDate } from '../../../src/app/import/read-date.ts';
import { readRow } from '../../../src/app/import/read-row.ts';
import { bareNumber, hasLostZero, isPowerOfTen } from '../../../src/app/import/spoiled-number.ts';
import { speak } from '../../../src/words/say.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { wednesdayNoon } from '../../support/test-clock.ts';

const say = speak('en');

describe('headings', () => {
  const fieldsOf = (headers: readonly string[], map: readonly string[] = []) => {
    const read = readHeaders(headers, map, say);
    if (!read.ok) return read.problems.map(({ path, says }) => `${path}: ${says}`);
    const known = [...read.columns.known].map(([field, { at }]) => `${field} ${at}`);
    return [...known, ...read.columns.own.map(({ at, header }) => `${header} ${at}`)];
  };

  it.each([
    ['Full Name', 'name'],
    ["Ім'я", 'name'],
    ['ІМʼЯ', 'name'],
    ['ПІБ', 'name'],
    ['П.І.Б.', 'name'],
    ['Прізвище', 'surname'],
    ['E-mail', 'email'],
    ['email_address', 'email'],
    ['Ел. пошта', 'email'],
    ['Компанія:', 'company'],
    ['UTM_Source', 'source'],
    ['Джерело', 'source'],
    ['Коментар (необовʼязково)', 'message'],
    ['created_at', 'receivedAt'],
    ['receivedAt', 'receivedAt'],
    ['Дата звернення', 'receivedAt'],
    ['Напрямок', 'direction'],
    ['externalId', 'externalId'],
    ['ID', 'externalId'],
  ])('recognise “%s” as %s', (header, field) => {
    expect(fieldsOf(['Телефон', header])).toEqual(expect.arrayContaining(['phone 0', `${field} 1`]));
  });

  it('keep what is nothing known under its name, and what has none under its place', () => {
    expect(fieldsOf(['phone', 'Budget', '', 'baton:reasons'])).toEqual(['phone 0', 'Budget 1', 'column 3 2']);
  });

  it('go by the mapping first, whatever the other headings say', () => {
    expect(fieldsOf(['phone', 'Second Phone', 'Когда'], ['phone:second phone', 'receivedAt:когда'])).toEqual([
      'phone 1',
      'receivedAt 2',
      'phone 0',
    ]);
  });

  it('are refused where one stands twice, or two mean the same', () => {
    expect(fieldsOf(['phone', 'Phone '])).toEqual([expect.stringContaining('two columns, 1 and 2')]);
    expect(fieldsOf(['phone', 'Телефон'])).toEqual([expect.stringContaining('both seem to be the phone')]);
  });
});

describe('a date of a spreadsheet', () => {
  it.each([
    ['2026-03-04', '2026-03-04'],
    ['2026-03-04T09:30:00Z', '2026-03-04T09:30:00Z'],
    ['2026-03-04 09:30', '2026-03-04T09:30:00'],
    ['04.03.2026', '2026-03-04'],
    ['4.3.2026 9:05', '2026-03-04T09:05:00'],
    ['01-02-2018', '2018-02-01'],
    ['2026/03/04', '2026-03-04'],
    ['25/04/2026', '2026-04-25'],
    ['04/25/2026 3:05 PM', '2026-04-25T15:05:00'],
    ['04.03.2026, 12:00 a.m.', '2026-03-04T00:00:00'],
    ['03/03/2026', '2026-03-03'],
  ])('is read: %s', (text, iso) => {
    expect(readDate(text)).toEqual({ ok: true, iso });
  });

  it.each([
    ['03/04/2026', 'dateAmbiguous'],
    ['01.02.18', 'dateShort'],
    ['43132', 'dateNumber'],
    ['43132,5', 'dateNumber'],
    ['yesterday', 'not_a_moment'],
    ['04.03.2026 25:00', 'not_a_moment'],
    ['4.3-2026', 'not_a_moment'],
  ])('is refused rather than guessed: %s', (text, why) => {
    expect(readDate(text)).toEqual({ ok: false, why });
  });
});

describe('a number that a spreadsheet took for one', () => {
  it('is put right where that is certain', () => {
    expect(['="0671112233"', "'0671112233", '380671112233.0', ' 067 111 '].map(bareNumber)).toEqual([
      '0671112233',
      '0671112233',
      '380671112233',
      '067 111',
    ]);
  });

  it('is told where digits are lost', () => {
    expect(['6,71112E+08', '6.71112e+08', '3,80671E+11'].map(isPowerOfTen)).toEqual([true, true, true]);
    // A hash is no number.
    expect(['0671112233', '420197785e10', '8e2', 'a1e+08'].map(isPowerOfTen)).toEqual(Array(4).fill(false));
  });

  it.each([
    ['671112233', 'UA', true],
    ['0671112233', 'UA', false],
    ['380671112233', 'UA', false],
    ['+380671112233', 'UA', false],
    ['15112345678', 'DE', true],
    ['2015550123', 'US', false],
    ['12345', 'UA', false],
  ])('has lost its zero or not: %s in %s', (text, country, isLost) => {
    expect(hasLostZero(text, country)).toBe(isLost);
  });
});

describe('a row', () => {
  const headers = ['Name', 'Прізвище', 'Phone', 'E-mail', 'Date', 'Direction', 'Note on it'];
  const columnsOf = () => {
    const read = readHeaders(headers, [], say);
    if (!read.ok) throw new Error('The headings of the test are wrong.');
    return read.columns;
  };
  const reading = {
    columns: columnsOf(),
    direction: null,
    source: 'fair',
    playbook: aPlaybook(),
    now: wednesdayNoon,
    say,
  };
  const row = (...cells: readonly string[]) => readRow(cells, reading);

  it('becomes a lead', () => {
    expect(row('Олена', 'Коваль', '067 111 22 33', '', '01.03.2026', 'Експорт', '=1+1')).toMatchObject({
      ok: true,
      lead: {
        source: 'fair',
        direction: { direction: 'export' },
        receivedAt: Date.UTC(2026, 1, 28, 23),
        contact: { name: 'Олена Коваль', fields: { 'Note on it': '=1+1' } },
      },
    });
  });

  it('is known by all that it says, where it has no id of its own', () => {
    const idOf = (read: ReturnType<typeof row>) => (read.ok ? read.lead.externalId : null);
    const cells = ['Олена', '', '0671112233', '', '', '', ''] as const;
    expect(idOf(row(...cells))).toMatch(/^row:/);
    expect(idOf(row(...cells))).toBe(idOf(row(...cells)));
    expect(idOf(row(...cells))).not.toBe(idOf(row('Ольга', '', '0671112233', '', '', '', '')));
  });

  it('takes the guard of a refused file off again', () => {
    expect(row("'=A", '', "'+380671112233", '', '', '', '')).toMatchObject({
      lead: { contact: { name: '=A', phone: '+380671112233', phoneChecked: true } },
    });
  });

  it('may have empty cells too many, and nothing else', () => {
    const good = ['A', '', '0671112233', '', '', '', ''];
    expect(row(...good, '', '').ok).toBe(true);
    expect(row(...good, 'x')).toMatchObject({ reasons: [expect.stringContaining('8 cells')] });
    expect(row('A', '', '0671112233')).toMatchObject({ reasons: [expect.stringContaining('3 cells')] });
  });

  it('is told everything that is wrong with it at once, by the headings that people see', () => {
    const read = row('A', '', '6,7E+08', '', '43132', 'Moon', 'x'.repeat(1001));
    expect(read.ok ? [] : read.reasons).toEqual([
      expect.stringContaining('“Phone” was turned into a power of ten'),
      expect.stringContaining('“Date” is a bare number'),
      expect.stringContaining('“Note on it” is longer than 1,000'),
      expect.stringContaining('“Direction” is not in the playbook. There are main, export.'),
    ]);
  });

  it('never fails otherwise than by saying why', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 9 }), (cells) => {
        const read = readRow(cells, reading);
        expect(read.ok ? read.lead.externalId : read.reasons[0]).toBeTruthy();
      }),
      { numRuns: 500 },
    );
  });
});
