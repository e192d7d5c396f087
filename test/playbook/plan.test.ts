import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../../src/playbook/read-playbook.ts';
import { planOf } from '../../src/playbook/plan-of.ts';

const good = `company: Acme
plan:
  month: { received: 200, qualified: 40 }
  people:
    Олена Коваленко: { week: { qualified: 10 } }
directions:
  main:
    plan:
      week: { converted: 2 }
      people: { Ana: { month: { converted: 3 } } }
    prospecting:
      disqualify because: { spam: Spam }
    closing:
      return because: { brief: Brief }
      lose because: { price: Price }
  export: { like: main }
`;

function planIn(text: string) {
  const parsed = parsePlaybook(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ says }) => says).join('\n'));
  return planOf(parsed.input);
}

describe('a plan in the playbook', () => {
  it('is of all directions or one, of the team or of people, of a week or a month', () => {
    expect(planIn(good)).toEqual([
      { direction: null, person: null, per: 'month', step: 'received', target: 200 },
      { direction: null, person: null, per: 'month', step: 'qualified', target: 40 },
      { direction: null, person: 'Олена Коваленко', per: 'week', step: 'qualified', target: 10 },
      // A direction that is like another one has no plan by that.
      { direction: 'main', person: null, per: 'week', step: 'converted', target: 2 },
      { direction: 'main', person: 'Ana', per: 'month', step: 'converted', target: 3 },
    ]);
  });

  it('need not be there', () => {
    expect(
      planIn(good.replace(/^plan:\n(?: .*\n)*/m, '').replace(/    plan:\n(?:      .*\n){2}/, '')),
    ).toEqual([]);
  });

  it('stands in the shipped one as an example that is right', async () => {
    const shipped = await readFile(new URL('../../playbook.yaml', import.meta.url), 'utf8');
    const lines = shipped.split('\n');
    const from = lines.indexOf('# plan:');
    const to = lines.findIndex((line, at) => at > from && !line.startsWith('#'));
    const shown = lines.map((line, at) => (at >= from && at < to ? line.slice(2) : line)).join('\n');
    expect(from).toBeGreaterThan(0);
    expect(planIn(shown)).toHaveLength(5);
  });

  it.each([
    ['qualified: 40', 'qualify: 40', 3, 'plan → month → qualify', /there is no "qualify" here/],
    ['qualified: 40', 'qualified: many', 3, 'plan → month → qualified', /must be a number/],
    ['qualified: 40', 'qualified: 0', 3, 'plan → month → qualified', /at least 1/],
    ['qualified: 40', 'qualified: 4000000', 3, 'plan → month → qualified', /at most 1000000/],
    ['  month:', '  quarter:', 3, 'plan → quarter', /there is no "quarter" here/],
    ['{ week: { qualified: 10 } }', '10', 5, 'plan → people → Олена Коваленко', /"key: value"/],
    ['  people:\n    Олена Коваленко:', '  people:\n    "":', 5, 'plan → people → ', /like Olena Kovalenko/],
    ['week: { converted: 2 }', 'week: 2', 9, 'directions → main → plan → week', /"key: value"/],
  ])('with a mistake tells its line and what would be right: %s → %s', (from, to, line, path, says) => {
    expect(good).toContain(from);
    const parsed = parsePlaybook(good.replace(from, to));
    expect(parsed.ok ? [] : parsed.problems).toEqual([{ line, path, says: expect.stringMatching(says) }]);
  });
});
