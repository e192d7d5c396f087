/** A website's form as bytes on the wire: what a browser sends is understood, what nobody could have meant is refused. */
import fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/intake/problem.ts';
import { readForm } from '../../src/intake/read-body.ts';

const entriesOf = (text: string) =>
  [...readForm(text).values].flatMap(([name, values]) => values.map((value) => [name, value]));

describe('a form', () => {
  it('is read as browsers write it', () => {
    expect(entriesOf('name=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0+K&phone=%2B380671112233')).toEqual([
      ['name', 'Олена K'],
      ['phone', '+380671112233'],
    ]);
  });

  it('keeps every value of a field that came twice', () => {
    expect(readForm('a=1&b=2&a=3').values.get('a')).toEqual(['1', '3']);
  });

  it('takes a field without a value as empty, and a percent sign that encodes nothing as itself', () => {
    expect(entriesOf('a&b=&discount=50%&c=%zz')).toEqual([
      ['a', ''],
      ['b', ''],
      ['discount', '50%'],
      ['c', '%zz'],
    ]);
  });

  it.each([['a=%ff'], ['a=%D0'], ['%c3%28=x'], ['a=%ED%A0%80']])('refuses %s, which is no UTF-8', (text) => {
    expect(() => readForm(text)).toThrow(expect.objectContaining({ status: 400, code: 'broken_utf8' }));
  });

  it('holds names that are names of an object’s own, as data', () => {
    const { values } = readForm('__proto__=x&constructor=y&toString=z');
    expect([...values.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('refuses to hold more fields than a form can have', () => {
    const many = Array.from({ length: 501 }, (_, at) => `f${at}=1`).join('&');
    expect(() => readForm(many)).toThrow(Problem);
  });

  it('reads whatever a browser can write', () => {
    const well = fc.string({ unit: 'grapheme' }).map((text) => text.toWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(well, well), { maxLength: 20 }), (pairs) => {
        const written = new URLSearchParams(pairs).toString();
        const read = new Map<string, string[]>();
        for (const [name, value] of new URLSearchParams(written)) {
          read.set(name, [...(read.get(name) ?? []), value]);
        }
        expect([...readForm(written).values]).toEqual([...read]);
      }),
    );
  });

  it('either reads or refuses any text, and never fails otherwise', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '&', '=', '+', 'a', '0', 'f', 'D', '9', 'ї') }),
        (text) => {
          try {
            expect(readForm(text).values).toBeInstanceOf(Map);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        },
      ),
    );
  });
});
