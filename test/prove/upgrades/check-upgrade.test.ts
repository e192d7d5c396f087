import { describe, expect, it } from 'vitest';
import { checkUpgrade } from './check-upgrade.ts';
import type { Upgraded } from './check-upgrade.ts';

const before: Upgraded['before'] = {
  leads: new Map([
    ['one', { history: ['received'], contact: 'a@prove.example' }],
    ['two', { history: ['received', 'claimed'], contact: 'b@prove.example' }],
  ]),
  shown: ['two-2'],
  waiting: ['one-1'],
  timers: ['two'],
};
const sound: Upgraded = {
  before,
  after: {
    leads: new Map([
      ['one', { history: ['received'], contact: 'a@prove.example' }],
      ['two', { history: ['received', 'claimed', 'escalated'], contact: 'b@prove.example' }],
    ]),
    shown: ['two-2', 'one-1'],
    waiting: [],
    timers: [],
  },
  posted: ['one-1'],
  stepped: ['two'],
};
const found = (upgraded: Upgraded) => checkUpgrade(upgraded).map(({ figure, says }) => `${figure}: ${says}`);

describe('what an upgrade is judged by', () => {
  it('finds nothing where all went on', () => {
    expect(found(sound)).toEqual([]);
  });

  it('finds a lead that is gone, and one whose past or contact is another', () => {
    const leads = new Map([['two', { history: ['received', 'released'], contact: 'b@prove.example' }]]);
    expect(found({ ...sound, after: { ...sound.after, leads } })).toEqual([
      'leads lost: one',
      'leads with another history or contact: two',
    ]);
  });

  it('finds what was never sent, and what was sent twice or had stood there before', () => {
    expect(found({ ...sound, posted: [] })).toEqual(['sends lost: one-1']);
    expect(found({ ...sound, posted: ['one-1', 'two-2', 'one-1'] })).toEqual([
      'sends repeated: two-2',
      'sends repeated: one-1',
    ]);
  });

  it('finds a step that was never taken, and one that was taken twice', () => {
    expect(found({ ...sound, stepped: [] })).toEqual(['steps missed: two']);
    expect(found({ ...sound, stepped: ['two', 'two'] })).toEqual(['steps doubled: two: 2 times']);
  });
});
