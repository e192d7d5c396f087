import { describe, expect, it } from 'vitest';
import { figureOf, isMet, lineOf, numberOf, tableOf } from './figure.ts';
import type { Figure } from './figure.ts';

const aFigure = (value: number, is: Figure['goal']['is'], than: number): Figure => ({
  row: 'R2',
  name: 'winners',
  value,
  goal: { is, than },
});

describe('a figure', () => {
  it('is met or missed by its goal', () => {
    expect(isMet(aFigure(0, 'exactly', 0))).toBe(true);
    expect(isMet(aFigure(1, 'exactly', 0))).toBe(false);
    expect(isMet(aFigure(2, 'at most', 2))).toBe(true);
    expect(isMet(aFigure(2.1, 'at most', 2))).toBe(false);
    expect(isMet(aFigure(1, 'at least', 2))).toBe(false);
  });

  it('is missed where nothing was measured', () => {
    expect(isMet(aFigure(Number.NaN, 'at most', 2))).toBe(false);
    expect(isMet(aFigure(Number.POSITIVE_INFINITY, 'at least', 2))).toBe(false);
  });

  it('is read from its line again, also where nothing was measured', () => {
    for (const figure of [aFigure(1.5, 'at most', 2), aFigure(Number.NaN, 'at most', 2)])
      expect(figureOf(lineOf(figure))).toEqual(figure);
    expect(figureOf('claims: 500 leads')).toBeNull();
  });

  it('is a line of JSON, and a row of a table that says when a goal is missed', () => {
    expect(JSON.parse(lineOf(aFigure(1, 'exactly', 2)))).toEqual({ ...aFigure(1, 'exactly', 2), met: false });
    expect(tableOf([aFigure(1, 'exactly', 2), aFigure(2, 'exactly', 2)])).toMatch(/MISSED\n.*met$/);
  });
});

describe('a number on the command line', () => {
  it('is taken, stood for, or refused', () => {
    expect(numberOf('7', 1)).toBe(7);
    expect(numberOf(undefined, 5)).toBe(5);
    for (const text of ['0', '-1', '1.5', 'many', ''])
      expect(() => numberOf(text, 1)).toThrow('whole number');
  });
});
