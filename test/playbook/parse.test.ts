import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePlaybook, readPlaybook } from '../../src/playbook/read-playbook.ts';

const good = `company: Acme
directions:
  main:
    prospecting:
      claim within: 15m
      disqualify because: { spam: Spam }
    closing:
      return because: { brief: Brief }
      lose because: { price: Price }
`;

const problemsOf = (text: string) => {
  const parsed = parsePlaybook(text);
  return parsed.ok ? [] : parsed.problems;
};
const changed = (from: string, to: string) => {
  expect(good).toContain(from);
  return problemsOf(good.replace(from, to));
};

describe('a small playbook', () => {
  it('is taken with defaults for what it does not say', () => {
    const parsed = parsePlaybook(good);
    expect(parsed).toMatchObject({
      ok: true,
      input: { language: 'en', 'time zone': 'Europe/Kyiv', currency: 'UAH', 'announce at most': 20 },
    });
  });
});

describe('a mistake', () => {
  it('in a name is told with its line and with the name', () => {
    expect(changed('claim within', 'claimed within')).toEqual([
      {
        line: 5,
        path: 'directions → main → prospecting → claimed within',
        says: expect.stringContaining('"claimed within"'),
      },
    ]);
  });

  it('in a duration shows how one looks', () => {
    expect(changed('15m', '15 minutes')).toEqual([
      { line: 5, path: expect.any(String), says: expect.stringContaining('15m (or 90s, 4h, 2d)') },
    ]);
  });

  it.each([
    ['company: Acme', 'company: 12', /text/],
    ['company: Acme', 'company: Acme\nlanguage: de', /en, uk/],
    ['company: Acme', 'company: Acme\ntime zone: Kyiv', /Europe\/Kyiv/],
    ['company: Acme', 'company: Acme\nholidays: [2026-02-30]', /2026-02-30/],
    ['company: Acme', 'company: Acme\nworking hours: { monday: "13:00-9:00" }', /overlap|end before/],
    [
      'company: Acme',
      'company: Acme\nworking hours: { monday: 9:00-10:00, monday-friday: 9:00-10:00 }',
      /already/,
    ],
    ['company: Acme', 'company: Acme\nworking hours: {}', /working day/],
    ['company: Acme', 'company: Acme\nworking hours: { mon: 9:00-10:00 }', /monday-friday/],
    ['  main:', '  other:', /"main" is missing/],
    ['claim within: 15m', 'claim within: 0m', /15m/],
    ['claim within: 15m', 'open leads at most: many', /10 \(or none\)/],
    ['{ spam: Spam }', '{}', /at least one reason/],
    ['{ spam: Spam }', '{ Spam!: Spam }', /Latin/],
    ['{ spam: Spam }', '{ spam: { en: Spam } }', /uk/],
    ['    prospecting:', '    shape: duo\n    prospecting:', /three-stage/],
    ['    prospecting:', '    like: nobody\n    prospecting:', /"nobody"/],
    ['    prospecting:', '    like: main\n    prospecting:', /circle/],
  ])('%s → %s', (from, to, says) => {
    const problems = changed(from, to);
    expect(problems.map((problem) => problem.says).join('\n')).toMatch(says);
    for (const { line } of problems) expect(line).toBeGreaterThan(0);
  });

  it('in a question of the brief is told at the question', () => {
    const brief = (question: string) => changed('claim within: 15m', `brief: [${question}]`)[0];
    expect(brief('{ id: a, ask: A, kind: choice }')?.says).toContain('choices');
    expect(brief('{ id: a, ask: A, choices: { x: X } }')?.says).toContain('choices');
    expect(brief('{ id: a, ask: A }, { id: a, ask: B }')?.says).toContain('two questions');
    expect(brief('{ id: a, ask: A, kind: telepathy }')?.says).toContain('long text');
  });

  it('does not hide the others', () => {
    const text = good
      .replace('15m', 'soon')
      .replace('company: Acme', 'company: Acme\nlanguage: fr\nshops: 3');
    expect(problemsOf(text).map((problem) => problem.line)).toEqual([2, 3, 7]);
  });
});

describe('the scripts', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-playbook-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const withScript = async (script: string) => {
    const path = join(folder, 'playbook.yaml');
    await writeFile(path, good.replace('claim within: 15m', `script: ${script}`));
    return readPlaybook(path);
  };

  it('are read from beside the playbook, and belong to its hash', async () => {
    await writeFile(join(folder, 'call.md'), '# Call');
    const first = await withScript('call.md');
    await writeFile(join(folder, 'call.md'), '# Call soon');
    const second = await withScript('call.md');
    expect(first).toMatchObject({
      ok: true,
      playbook: { directions: { main: { scripts: { prospecting: { en: '# Call', uk: '# Call' } } } } },
    });
    expect(first.ok && second.ok && first.playbook.hash !== second.playbook.hash).toBe(true);
  });

  it('that cannot be read are told with the line that names them', async () => {
    expect(await withScript('none.md')).toMatchObject({ ok: false, problems: [{ line: 5 }] });
  });

  it('that are not text are refused', async () => {
    await writeFile(join(folder, 'noise.md'), Uint8Array.of(0xff, 0xfe, 0xfd));
    expect(await withScript('noise.md')).toMatchObject({ ok: false, problems: [{ line: 5 }] });
  });

  it('that are huge are refused', async () => {
    await writeFile(join(folder, 'huge.md'), 'x'.repeat(70_000));
    expect(await withScript('huge.md')).toMatchObject({ ok: false, problems: [{ line: 5 }] });
  });

  it('are not looked for where there is no playbook', async () => {
    const read = await readPlaybook(join(folder, 'nothing.yaml'));
    expect(read).toMatchObject({ ok: false, problems: [{ says: expect.stringContaining('nothing.yaml') }] });
  });
});
