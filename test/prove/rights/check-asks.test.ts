import { describe, expect, it } from 'vitest';
import { checkAsks, readAsks } from './check-asks.ts';

const head = '| asked | who | at |\n| --- | --- | --- |\n';
const lines = readAsks(`${head}| help | P X | – |\n| assign {number} Ben | M | claimed |`);
const [help, assign] = lines;
if (!help || !assign) throw new Error('A line is missing.');
const typed = { platform: 'slack', line: assign, typist: 'M', isRefused: false } as const;

describe('the table of who may type what', () => {
  it('is read', () => {
    expect(lines).toEqual([
      { text: 'help', who: ['P', 'X'], at: null },
      { text: 'assign {number} Ben', who: ['M'], at: 'claimed' },
    ]);
  });

  it.each(['| help | Q | – |', '| help | P | sold |'])('is refused with %s', (line) => {
    expect(() => readAsks(`${head}${line}`)).toThrow('of help');
  });

  it('lets pass what is as it says', () => {
    const stranger = { ...typed, line: help, typist: 'stranger' } as const;
    expect(
      checkAsks(
        lines,
        ['help', 'assign'],
        [typed, { ...typed, typist: 'removed', isRefused: true }, stranger],
      ),
    ).toEqual([]);
  });

  it('shows who was refused what is theirs, and who was not', () => {
    const wrong = [
      { ...typed, isRefused: true },
      { ...typed, typist: 'P' },
      { ...typed, typist: 'removed' },
      { ...typed, line: help, typist: 'no role' },
    ] as const;
    expect(checkAsks(lines, [], wrong)).toEqual([
      'slack: M may assign {number} Ben',
      'slack: P may not assign {number} Ben',
      'slack: removed may not assign {number} Ben',
      'slack: no role may not help',
    ]);
  });

  it('shows a word of which nobody wrote a line', () => {
    expect(checkAsks(lines, ['help', 'assign', 'sell'], [])).toEqual([
      'sell: no line of test/prove/rights/asks-table.md says who may ask it',
    ]);
  });
});
