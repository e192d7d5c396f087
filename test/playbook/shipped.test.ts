import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { playbookJsonSchema } from '../../src/playbook/json-schema.ts';
import { readPlaybook } from '../../src/playbook/read-playbook.ts';

const root = new URL('../../', import.meta.url).pathname;
const read = await readPlaybook(`${root}playbook.yaml`);
const playbook = read.ok ? read.playbook : null;

describe('the shipped playbook', () => {
  it('is read without a problem', () => {
    expect(read.ok ? [] : read.problems).toEqual([]);
  });

  it('has two directions, and the second takes what it does not say from the first', () => {
    expect(Object.keys(playbook?.directions ?? {})).toEqual(['main', 'facades']);
    const { main, facades } = playbook?.directions ?? {};
    expect(facades?.shape).toBe('closing+account');
    expect(facades?.limits).toEqual({ ...main?.limits, accepted: 6 });
    expect(facades?.reasons).toEqual(main?.reasons);
    expect(facades?.hours.week[6]).toEqual([]);
    expect(main?.hours.week[6]).toEqual([[600, 900]]);
  });

  it('asks five questions, each in two languages', () => {
    const questions = playbook?.directions['main']?.brief ?? [];
    expect(questions).toHaveLength(5);
    for (const { label } of questions) expect(label.en).not.toBe(label.uk);
  });

  it('has a script for every stage in both languages', () => {
    for (const script of Object.values(playbook?.directions['main']?.scripts ?? {})) {
      expect(script.en.length).toBeGreaterThan(200);
      expect(script.uk).toMatch(/[їієґ]/);
    }
  });

  it('counts a day as the usual working day of the direction', () => {
    // Five days of eight hours and one of five are six days of 7 h 30 min.
    const day = playbook?.directions['main']?.times['first contact within'];
    expect(day).toBe(7.5 * 3_600_000);
  });

  it('shows channels no free text', () => {
    expect(playbook?.shown).toEqual(['source', 'direction', 'hint']);
  });

  it('has beside it the JSON schema that belongs to it', async () => {
    expect(await readFile(`${root}playbook.schema.json`, 'utf8')).toBe(playbookJsonSchema());
  });
});
