/** What is said of input that is wrong: every problem, by its field, and nothing of the values. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkInput } from '../../src/intake/check-input.ts';
import { momentOrDate } from '../../src/intake/moment.ts';

const schema = z.strictObject({
  name: z.string().max(5),
  kind: z.enum(['call', 'meeting']),
  fields: z.record(z.string(), z.string()).optional(),
  at: momentOrDate.optional(),
  value: z.union([z.number().min(0), z.string().regex(/^\d+$/, 'must be an amount')]).optional(),
});

const problemsOf = (data: unknown) => {
  const checked = checkInput(schema, data);
  return checked.ok ? [] : checked.problems;
};
const says = (data: unknown) => Object.fromEntries(problemsOf(data).map(({ path, says }) => [path, says]));

describe('checked input', () => {
  it('passes when it is right', () => {
    expect(checkInput(schema, { name: 'Ana', kind: 'call', at: '2026-03-04' })).toEqual({
      ok: true,
      value: { name: 'Ana', kind: 'call', at: '2026-03-04' },
    });
  });

  it('names everything that is wrong at once', () => {
    expect(
      says({ name: 'far too long', kind: 'fax', fields: { budget: 5 }, at: 'soon', value: true, x: 1, y: 2 }),
    ).toEqual({
      name: 'is longer than 5 characters',
      kind: 'must be one of call, meeting',
      'fields.budget': 'must be a string, not a number',
      at: 'must be a moment like 2026-03-04T10:00:00Z, or a date like 2026-03-04',
      value: 'must be a number, not true or false',
      x: 'is not known here; known are name, kind, fields, at, value',
      y: 'is not known here; known are name, kind, fields, at, value',
    });
  });

  it('tells what is missing from what is wrong', () => {
    expect(says({ name: null })).toEqual({ name: 'must be a string, not null', kind: 'is required' });
  });

  it('complains about the nearest of several shapes', () => {
    expect(says({ name: 'A', kind: 'call', value: '12x' })).toEqual({ value: 'must be an amount' });
    expect(says({ name: 'A', kind: 'call', value: -1 })).toEqual({ value: 'must be 0 or more' });
  });

  it('says of something that is no object what it should be', () => {
    expect(problemsOf([])).toEqual([{ path: '', says: 'must be an object, not a list' }]);
  });

  it('names a key of an object’s prototype like any other, and is not changed by it', () => {
    const data = JSON.parse('{"name":"A","kind":"call","__proto__":{"admin":true},"constructor":1}');
    expect(Object.keys(says(data)).toSorted()).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('never repeats a value, and cuts a name that is no name', () => {
    const secret = '+380501112233';
    const told = JSON.stringify(problemsOf({ name: secret, kind: secret, at: secret, value: secret }));
    expect(told).not.toContain(secret);
    expect(problemsOf({ name: 'A', kind: 'call', ['k'.repeat(5000)]: 1 })[0]?.path.length).toBeLessThan(100);
  });
});
