/** The command that imports a spreadsheet, against the real program: on PostgreSQL where `DATABASE_URL` names one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverUrl } from '../support/migrated.ts';
import { root } from '../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton, testToken } from '../support/run-baton.ts';
import type { Running } from '../support/run-baton.ts';
import { openBareDatabase } from '../support/with-database.ts';

const real = join(root, '../shared/data/olist/marketing_qualified_leads.csv');
const aLongWhile = 300_000;

describe('npm run import', () => {
  const opened = new AsyncDisposableStack();
  let folder: string;
  let baton: Running;
  beforeAll(async () => {
    folder = opened.use(await emptyFolder()).path;
    const database = serverUrl === null ? null : await openBareDatabase(serverUrl);
    if (database) opened.defer(() => database.drop());
    const more = database?.url ? { DATABASE_URL: database.url } : {};
    baton = await runBaton(environmentOf(join(folder, 'data'), more));
    opened.defer(async () => void (await baton.stop()));
  });
  afterAll(() => opened.disposeAsync());

  /** As a person in that folder would, through npm's own variable. */
  async function runImport(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [join(root, 'src/import.mjs'), ...args], {
      cwd: root,
      env: { PATH, INIT_CWD: folder, BATON_URL: baton.url, API_TOKEN: testToken, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    }
    await once(child, 'close');
    return { code: child.exitCode, printed };
  }
  const countLeads = async (path = '') => {
    let count = 0;
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await baton.api(`/api/leads?limit=200${path}${cursor && `&cursor=${cursor}`}`);
      const page: { items: object[]; next: string | null } = await answer.json();
      count += page.items.length;
      cursor = page.next;
    }
    return count;
  };

  const messy = [
    'ПІБ;Телефон;Коментар;Дата;Площа',
    'Олена Коваль;067 111 22 33;"Хоче вікна,\nдзвонити зранку";04.03.2026;12',
    'Іван;6,71112E+08;;;',
    'Марія;671112255;=HYPERLINK("http://evil");05.03.2026;',
    'Олена К.;+380671112233;те саме число;;',
  ].join('\r\n');

  it('imports a messy spreadsheet, and then what was refused, once it was mended', async () => {
    await writeFile(join(folder, 'leads.csv'), messy);
    const dry = await runImport(['leads.csv', '--dry-run']);
    expect([dry.code, dry.printed]).toEqual([
      0,
      expect.stringContaining('4 rows, 1 new lead, 1 known already'),
    ]);
    expect(await countLeads()).toBe(0);

    const first = await runImport(['leads.csv', '--source', 'fair']);
    expect(first.code).toBe(0);
    expect(first.printed).toContain('4 rows, 1 new lead, 1 known already, 2 rows refused');
    expect(first.printed).toContain('row 3: The number in “Телефон” was turned into a power of ten');

    const refused = await readFile(join(folder, 'leads.refused.csv'), 'utf8');
    expect(refused.startsWith('\uFEFFbaton:row;baton:reasons;ПІБ')).toBe(true);
    const rows: string[][] = parse(refused, { bom: true, delimiter: ';' });
    expect(rows.slice(1).map((cells) => [cells[0], cells[3], cells[4]])).toEqual([
      ['3', '6,71112E+08', ''],
      // No spreadsheet runs it as a formula.
      ['4', '671112255', '\'=HYPERLINK("http://evil")'],
    ]);

    const mended = refused.replace('6,71112E+08', '0671112244').replace('671112255', '0671112255');
    await writeFile(join(folder, 'leads.refused.csv'), mended);
    const second = await runImport(['leads.refused.csv', '--source', 'fair']);
    expect(second.printed).toContain('2 rows, 2 new leads, 0 known already, 0 rows refused');
    expect(await countLeads()).toBe(3);
  });

  it('says in Ukrainian what it read as Windows-1251', async () => {
    // «Телефон» and a number.
    await writeFile(join(folder, 'old.csv'), Buffer.from('d2e5ebe5f4eeed0a30363731313132323636', 'hex'));
    const { printed } = await runImport(['old.csv'], { LANG: 'uk_UA.UTF-8' });
    expect(printed).toContain('1 рядок, 1 новий лід');
    expect(printed).toContain('Файл прочитано як Windows-1251.');
  });

  it.skipIf(serverUrl !== null)('finds the Baton that runs from here, without being told', async () => {
    await writeFile(join(folder, 'near.csv'), 'phone\n0671112288');
    const unsaid = { API_TOKEN: '', BATON_URL: '', DATA_DIR: join(folder, 'data') };
    const { code, printed } = await runImport(['near.csv'], unsaid);
    expect([code, printed]).toEqual([0, expect.stringContaining('1 new lead')]);
  });

  it('says what to do when something is in the way', async () => {
    await writeFile(join(folder, 'open.csv'), 'phone\n"0671112277');
    const said = async (args: readonly string[], more = {}) => {
      const { code, printed } = await runImport(args, more);
      expect(code).toBe(1);
      return printed;
    };
    expect(await said(['open.csv'])).toContain('A quotation mark opens a cell in row 2');
    expect(await said(['none.csv'])).toContain('none.csv cannot be read (ENOENT)');
    expect(await said(['open.csv', '--mop=1'])).toContain('--mop');
    expect(await said(['open.csv'], { API_TOKEN: 'another-token' })).toContain(
      'does not accept this API_TOKEN',
    );
    expect(await said(['open.csv'], { API_TOKEN: '' })).toContain('API_TOKEN is not set');
    const nowhere = { BATON_URL: 'http://127.0.0.1:1' };
    expect(await said(['open.csv'], nowhere)).toContain('No Baton answers at http://127.0.0.1:1');
    expect(await said([])).toContain('npm run import -- leads.csv');
  });

  it.skipIf(!existsSync(real))(
    'lets eight thousand real leads in once, though they are sent twice, while leads are claimed (skipped where the data is not at hand)',
    async () => {
      const before = await countLeads();
      const map = 'externalId:mql_id,source:origin,receivedAt:first_contact_date';
      const running = { isOver: false };
      const first = runImport([real, '--map', map]).finally(() => {
        running.isOver = true;
      });
      const claims: number[] = [];
      while (!running.isOver) {
        const from = performance.now();
        const answer = await baton.api('/api/leads/next', {
          method: 'POST',
          body: JSON.stringify({ member: await aProspector() }),
        });
        // Full hands are an answer, too; what counts is that it comes.
        expect([200, 409]).toContain(answer.status);
        await answer.text();
        claims.push(performance.now() - from);
        expect((await fetch(`${baton.url}/`)).status).toBe(200);
      }
      expect((await first).printed).toContain('8,000 rows, 8,000 new leads, 0 known already, 0 rows refused');
      const second = await runImport([real, '--map', map]);
      expect(second.printed).toContain('8,000 rows, 0 new leads, 8,000 known already, 0 rows refused');
      expect(await countLeads()).toBe(before + 8_000);
      // Generous: other programs share the machine. Usually it is some tens of milliseconds.
      const median = claims.toSorted((a, b) => a - b)[Math.floor(claims.length / 2)];
      expect(claims.length).toBeGreaterThan(10);
      expect(median).toBeLessThan(2_000);
    },
    aLongWhile,
  );

  async function aProspector(): Promise<string> {
    const answer = await baton.api('/api/members');
    const { items }: { items: { id: string; roles: string[] }[] } = await answer.json();
    return items.find(({ roles }) => roles.includes('prospector'))?.id ?? '';
  }
});
