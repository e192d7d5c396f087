/** A brief sent by a program, read by the playbook's questions. */
import { describe, expect, it } from 'vitest';
import { briefOf } from '../../src/intake/brief-of.ts';
import { aDirection } from '../support/a-playbook.ts';

const direction = aDirection();

describe('a brief from a program', () => {
  it('is kept as the questions ask for it', () => {
    expect(briefOf({ need: ' New  windows ', budget: 1500.5, when: 'now' }, direction)).toEqual({
      ok: true,
      brief: [
        { question: 'need', value: 'New  windows' },
        { question: 'budget', value: 150_050, currency: 'UAH' },
        { question: 'when', value: 'now' },
      ],
    });
  });

  it('takes money in another currency, and null for no answer', () => {
    expect(
      briefOf({ need: 'x', when: 'later', budget: { value: '10', currency: 'EUR' } }, direction),
    ).toEqual({
      ok: true,
      brief: [
        { question: 'need', value: 'x' },
        { question: 'when', value: 'later' },
        { question: 'budget', value: 1000, currency: 'EUR' },
      ],
    });
    expect(briefOf({ need: 'x', when: 'later', budget: null }, direction)).toMatchObject({ ok: true });
  });

  it('names every answer that is wrong or missing', () => {
    const read = briefOf({ budget: 'a lot', when: 'soon', colour: 'red' }, direction);
    expect(read).toEqual({
      ok: false,
      problems: [
        { path: 'brief.budget', says: expect.stringContaining('UAH') },
        { path: 'brief.need', says: 'must be answered' },
        { path: 'brief.when', says: 'must be one of now, later' },
        { path: 'brief.colour', says: 'is not known here; known are need, budget, when' },
      ],
    });
  });

  it('refuses an answer of the wrong kind once, and without repeating it', () => {
    const read = briefOf({ need: ['+380501112233'], when: 5 }, direction);
    expect(read).toMatchObject({ ok: false });
    if (read.ok) return;
    expect(read.problems.map(({ path }) => path)).toEqual(['brief.need', 'brief.when']);
    expect(JSON.stringify(read)).not.toContain('380501112233');
  });
});
