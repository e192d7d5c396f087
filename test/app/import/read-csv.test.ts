import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { csvLimits, readCsv } from '../../../src/app/import/read-csv.ts';
import { speak } from '../../../src/words/say.ts';

const say = speak('en');
const read = (file: string | Uint8Array) => readCsv(typeof file === 'string' ? Buffer.from(file) : file, say);
const csvOf = async (file: string | Uint8Array) => {
  const result = await read(file);
  if (!result.ok) throw new Error(result.says);
  return result.csv;
};
const refusalOf = async (file: string | Uint8Array) => {
  const result = await read(file);
  return result.ok ? null : result.says;
};
const win1251 = (text: string) =>
  Buffer.from(
    Array.from(text, (letter) => {
      const code = letter.codePointAt(0) ?? 0;
      const special = {
        І: 0xb2,
        і: 0xb3,
        Ї: 0xaf,
        ї: 0xbf,
        Є: 0xaa,
        є: 0xba,
        '№': 0xb9,
        '«': 0xab,
        '»': 0xbb,
      };
      const known = Object.entries(special).find(([one]) => one === letter)?.[1];
      return known ?? (code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code);
    }),
  );

describe('a CSV file', () => {
  it.each([
    ['comma', ',', 'name,phone\nA,1'],
    ['semicolon', ';', 'name;phone, mobile\nA;1'],
    ['tab', '\t', 'name\tphone\nA\t1'],
    ['semicolon said in a line of its own', ';', 'sep=;\r\nname;phone\r\nA;1'],
    ['semicolon, with commas in quotation marks', ';', '"a, b, c";phone\nA;1'],
    ['none, being one column', ',', 'phone\n1'],
  ])('has its delimiter found in the first line: %s', async (_, delimiter, file) => {
    const csv = await csvOf(file);
    expect(csv.delimiter).toBe(delimiter);
    expect(csv.rows.map(({ row, cells }) => [row, cells.at(-1)])).toEqual([[2, '1']]);
  });

  it('numbers rows as the spreadsheet shows them, over empty rows and line breaks in cells', async () => {
    const csv = await csvOf('a,b\r\n1,2\r\n\r\n,\r\n"x\ny, ""z""",4\n5,6\r7,8');
    expect(csv.rows).toEqual([
      { row: 2, cells: ['1', '2'] },
      { row: 5, cells: ['x\ny, "z"', '4'] },
      { row: 6, cells: ['5', '6'] },
      { row: 7, cells: ['7', '8'] },
    ]);
  });

  it('may have quotation marks inside of a cell, and empty headings at its end', async () => {
    const csv = await csvOf('a;b;;\n5" pipe;TOV "Nova";;\n');
    expect(csv.headers).toEqual(['a', 'b']);
    expect(csv.rows[0]?.cells.slice(0, 2)).toEqual(['5" pipe', 'TOV "Nova"']);
  });

  it('gives back whatever cells were put into it', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\0', ''));
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(',', ';', '\t'), async (rows, delimiter) => {
        const lines = [['one', 'two', 'three'], ...rows].map((cells) => cells.map(quoted).join(delimiter));
        const file = lines.join('\r\n');
        const full = rows.filter((cells) => cells.some((text) => text.trim() !== ''));
        const result = await read(file);
        expect(result.ok ? result.csv.rows.map(({ cells }) => cells) : []).toEqual(full);
      }),
      { numRuns: 100 },
    );
  });

  it('never fails otherwise than by saying why, whatever bytes it is', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (file) => {
        const result = await read(file);
        expect(result.ok ? result.csv.rows.length : result.says.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the letters of a file', () => {
  it('are UTF-8 with or without its mark', async () => {
    for (const file of ['Телефон\n1', '\uFEFFТелефон\n1']) {
      const csv = await csvOf(file);
      expect([csv.encoding, csv.headers]).toEqual(['utf-8', ['Телефон']]);
    }
  });

  it('are recognised as Windows-1251', async () => {
    const csv = await csvOf(win1251('ПІБ;Телефон;№\nОлена Їжакевич;067;«Нова»\nЄВГЕН;068;2\n'));
    expect(csv.encoding).toBe('windows-1251');
    expect(csv.rows[0]?.cells).toEqual(['Олена Їжакевич', '067', '«Нова»']);
  });

  it.each([
    ['a Western alphabet', Buffer.from('name\nMüller\nCafé\nJosé', 'latin1')],
    ['KOI8-U', Buffer.from([0xf4, 0xc5, 0xcc, 0xc5, 0xc6, 0xcf, 0xce, 0x0a, 0xef, 0xcc, 0xc5, 0xce, 0xc1])],
    ['CP866', Buffer.from([0x8e, 0xab, 0xa5, 0xad, 0xa0, 0x0a, 0x8f, 0xa5, 0xe2, 0xe0, 0xae])],
  ])('are refused when they are of %s', async (_, file) => {
    expect(await refusalOf(file)).toBe(say('imports.file.encoding'));
  });

  it.each([
    ['with its mark', Buffer.from('\uFEFFphone\n1', 'utf16le')],
    ['the other way round', Buffer.from('\uFEFFphone\n1', 'utf16le').swap16()],
    ['without its mark', Buffer.from('phone;name\n1;2', 'utf16le')],
  ])('are refused when they are UTF-16 %s, with what to do', async (_, file) => {
    expect(await refusalOf(file)).toBe(say('imports.file.utf16'));
  });
});

describe('a hostile file', () => {
  it.each([
    ['an open quotation mark, by its row', 'a,b\n1,2\n\n"x,3\n4,5', 'quoteOpen', 4],
    ['a cell of 30 MB', `a,b\n1,"${'x'.repeat(30_000_000)}"`, 'rowTooLong', 2],
    ['a million commas', `a,b\n1,2\n${','.repeat(1_000_000)}`, 'rowTooLong', 3],
    ['a row that never ends', `a,b\n"${'x\n'.repeat(1_000_000)}`, 'rowTooLong', 2],
  ] as const)('is refused for %s', async (_, file, why, row) => {
    expect(await refusalOf(file)).toBe(say(`imports.file.${why}`, { row }));
  });

  it.each([
    ['more rows than are taken', 'a\n1\n'.padEnd(2 + 2 * (csvLimits.rows + 2), '1\n')],
    ['nothing but line breaks', `a,b\n${'\n'.repeat(3_000_000)}`],
  ])('is refused for %s', async (_, file) => {
    expect(await refusalOf(file)).toBe(say('imports.file.tooManyRows', { max: csvLimits.rows }));
  });

  it('leaves others room while it is read', async () => {
    let turns = 0;
    let isRead = false;
    const others = () => {
      turns += 1;
      if (!isRead) setImmediate(others);
    };
    setImmediate(others);
    await read(`a,b\n${'Олена,"x, y"\n'.repeat(20_000)}`);
    isRead = true;
    // Twenty thousand rows are a third of a megabyte: a turn for each eight kilobytes.
    expect(turns).toBeGreaterThan(30);
  });
});
