import { describe, expect, it } from 'vitest';
import { directionOf } from '../../src/playbook/direction-of.ts';
import { isKnownCountry, readHolidays } from '../../src/playbook/holidays.ts';
import { parsePlaybook } from '../../src/playbook/read-playbook.ts';
import { addWorkingTime } from '../../src/core/working-time.ts';

const reasons = `
    closing:
      return because: { brief: Brief }
      lose because: { price: Price }
`;
const playbook = (head: string, prospecting: string) => `company: Acme
${head}
directions:
  main:
    prospecting:
      claim within: 15m
      disqualify because: { spam: Spam }
${prospecting}${reasons}`;

const problemsOf = (text: string) => {
  const parsed = parsePlaybook(text);
  return parsed.ok ? [] : parsed.problems.map(({ line, says }) => `${line}: ${says}`);
};
const directionIn = (text: string, id = 'main') => {
  const parsed = parsePlaybook(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return directionOf(id, parsed.input, () => ({ en: '', uk: '' }));
};

describe('the ladder in a playbook', () => {
  it('has its usual steps where nothing is said', () => {
    const { ladders } = directionIn(playbook('', ''));
    const usual = { warn: 75, remind: 100, 'tell managers': 150, 'give back': null };
    expect(ladders).toEqual({ prospecting: usual, closing: usual, account: usual });
  });

  it('is one for all, and each part of the conveyor can differ', () => {
    const { ladders } = directionIn(
      playbook('ladder: { warn: none, remind: 90% }', '      ladder: { give back: 200%, warn: 50% }'),
    );
    expect(ladders?.closing).toEqual({ warn: null, remind: 90, 'tell managers': 150, 'give back': null });
    expect(ladders?.prospecting).toEqual({ warn: 50, remind: 90, 'tell managers': 150, 'give back': 200 });
  });

  it('is taken over step by step from the direction that another one is like', () => {
    const text = `${playbook('', '      ladder: { give back: 200% }')}  other:
    like: main
    prospecting: { ladder: { warn: none } }
`;
    expect(directionIn(text, 'other').ladders?.prospecting).toEqual({
      warn: null,
      remind: 100,
      'tell managers': 150,
      'give back': 200,
    });
  });

  it.each([
    ['ladder: { warn: 75 }', /must look like 75%/],
    ['ladder: { warn: 0% }', /must look like 75%/],
    ['ladder: { warn: 1001% }', /must look like 75%/],
    ['ladder: { warned: 75% }', /"warned"/],
    ['ladder: { remind: 50% }', /"remind" comes before/],
    ['ladder: { give back: 140% }', /"give back" comes before/],
  ])('refuses %s', (head, says) => {
    expect(problemsOf(playbook(head, ''))).toEqual([expect.stringMatching(says)]);
  });

  it('gives more time as it says', () => {
    const { moreTime } = directionIn(playbook('', '      more time: 30m'));
    expect(moreTime).toEqual({ prospecting: 30 * 60_000, closing: null, account: null });
  });
});

describe('days without work', () => {
  it('are the public holidays of a country, the days that stand in for them, and others beside', () => {
    const days = readHolidays(['UA', '2026-12-31']);
    expect(days).toEqual(days.toSorted());
    const in2026 = days.filter((day) => day.startsWith('2026'));
    // Easter of the East, Independence Day, Christmas as it is kept now, and the Monday that stands in for Women’s Day.
    expect(in2026).toEqual(
      expect.arrayContaining(['2026-04-12', '2026-08-24', '2026-12-25', '2026-12-31', '2026-03-09']),
    );
    expect(in2026.length).toBeLessThan(25);
    expect(days).toContain('2024-01-01');
    expect(days).toContain('2040-08-24');
  });

  it('differ by region', () => {
    const bavaria = readHolidays('DE-BY');
    expect(bavaria).toContain('2026-01-06');
    expect(readHolidays('DE')).not.toContain('2026-01-06');
  });

  it.each([
    ['UA', true],
    ['US-NY', true],
    ['XX', false],
    ['UA-XX', false],
  ])('%s is known: %s', (country, expected) => {
    expect(isKnownCountry(country)).toBe(expected);
  });

  it.each(['holidays: UA', 'holidays: 2026-12-31', 'holidays: [UA, 2026-12-31]', 'holidays: [PL, UA]'])(
    'may be said as %s',
    (head) => {
      expect(problemsOf(playbook(head, ''))).toEqual([]);
    },
  );

  it.each([
    ['holidays: XX', /"XX" are not known/],
    ['holidays: [UA, ZZ]', /"ZZ" are not known/],
    ['holidays: [2026-02-30]', /no day 2026-02-30/],
    ['holidays: Ukraine', /must look like UA/],
  ])('%s is refused', (head, says) => {
    expect(problemsOf(playbook(head, ''))).toEqual([expect.stringMatching(says)]);
  });

  it('may be other ones in a direction, and stop its clock', () => {
    const text = playbook('holidays: UA', '').replace('  main:\n', '  main:\n    holidays: PL\n');
    const { hours } = directionIn(text);
    // 11 November, a Wednesday in 2026, is Poland’s.
    const tuesdayEvening = Temporal.ZonedDateTime.from('2026-11-10T17:50[Europe/Kyiv]').epochMilliseconds;
    expect(addWorkingTime(tuesdayEvening, 15 * 60_000, hours)).toBe(
      Temporal.ZonedDateTime.from('2026-11-12T09:05[Europe/Kyiv]').epochMilliseconds,
    );
  });
});

describe('how free leads are given out, in a playbook', () => {
  it('is by the first press where nothing is said', () => {
    const { distribution, junk } = directionIn(playbook('', ''));
    const usual = { kind: 'claim', gatherMs: 5000, offerMs: 600_000 };
    expect(distribution).toEqual({ prospecting: usual, closing: usual, account: usual });
    expect(junk).toEqual([]);
  });

  it('can differ in each part of the conveyor', () => {
    const text = playbook(
      '',
      '      distribution: fair claim\n      gather for: 8s\n      junk: [spam]',
    ).replace('    closing:\n', '    closing:\n      distribution: turn\n      offer for: 20m\n');
    const { distribution, junk } = directionIn(text);
    expect(distribution?.prospecting).toMatchObject({ kind: 'fair claim', gatherMs: 8000 });
    expect(distribution?.closing).toMatchObject({ kind: 'turn', offerMs: 20 * 60_000 });
    expect(junk).toEqual(['spam']);
  });

  it.each([
    ['      distribution: lottery', /one of: claim, fair claim, turn/],
    ['      gather for: soon', /must look like 15m/],
    ['      junk: [rubbish]', /"rubbish" is none of the reasons/],
  ])('refuses %s', (line, says) => {
    expect(problemsOf(playbook('', line))).toEqual([expect.stringMatching(says)]);
  });
});
