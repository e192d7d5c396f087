import { describe, expect, it } from 'vitest';
import type { Call } from '../../support/fake-chat.ts';
import { checkPace } from './check-pace.ts';

const calls = (type: Call['type'], where: string, moments: readonly number[]): readonly Call[] =>
  moments.map((at) => ({ type, where, key: 'k', title: '', at }));
const every = (ms: number, count: number) => Array.from({ length: count }, (_, index) => index * ms);

describe('the pace of a day', () => {
  it('is as it may be', () => {
    expect(checkPace('slack', calls('post', 'prospectors', every(1_000, 90)))).toEqual([]);
    expect(checkPace('slack', calls('edit', 'prospectors', every(0, 50)))).toEqual([]);
    expect(checkPace('telegram', calls('edit', 'ana', every(1_000, 90)))).toEqual([]);
  });

  it('shows two within a second in one place, of calls that count together', () => {
    const both = [...calls('post', 'ana', [0]), ...calls('edit', 'ana', [999])];
    expect(checkPace('telegram', both)).toEqual(['telegram: 1 more in ana']);
    expect(checkPace('slack', both)).toEqual([]);
    expect(checkPace('slack', calls('direct', 'ana', [0, 999]))).toEqual(['slack: 1 more in ana']);
  });

  it('shows too many over all places', () => {
    const everywhere = every(1, 31).flatMap((at) => calls('post', `p${at}`, [at]));
    expect(checkPace('telegram', everywhere)).toEqual(['telegram: 1 more in all places, post, direct, edit']);
    expect(checkPace('slack', calls('edit', 'prospectors', every(1_000, 51)))).toEqual([
      'slack: 1 more in all places, edit',
    ]);
  });
});
