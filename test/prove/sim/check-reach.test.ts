import { describe, expect, it } from 'vitest';
import { checkReach, rightOf, type Held, type Reach, type Told } from './check-reach.ts';

const held: Held = { ref: 'l_1', custodian: 'm_ana', isInTeam: true, deputy: 'm_ben', coveredBy: 'm_ben' };
const told: Told = { who: 'ana', at: 1_000, leads: ['l_1', 'l_2'] };
const faultsOf = (parts: Partial<Reach>) =>
  checkReach({
    held: [held],
    told: [told],
    rights: new Map([[rightOf('l_2', 'ana'), 1_000]]),
    deedsOfGone: [],
    ...parts,
  }).map(({ fault }) => fault);

describe('who can get at what', () => {
  it('is as it should be', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('shows a lead that lies with somebody who left', () => {
    expect(faultsOf({ held: [{ ...held, isInTeam: false }] })).toEqual(['lead with somebody who left']);
  });

  it('shows a deputy too many, one too few, and a wrong one', () => {
    for (const parts of [{ deputy: null }, { coveredBy: null }, { coveredBy: 'm_pia' }]) {
      expect(faultsOf({ held: [{ ...held, ...parts }] })).toEqual(['stood in for by the wrong one']);
    }
  });

  it('shows a contact that somebody was told too soon, or who never had the lead', () => {
    expect(faultsOf({ told: [{ ...told, at: 999 }] })).toEqual(['contact told without a right']);
    expect(faultsOf({ told: [{ ...told, who: 'ben' }] })).toEqual(['contact told without a right']);
    expect(faultsOf({ told: [{ ...told, leads: ['l_1'] }] })).toEqual(['contact told without a right']);
  });

  it('shows what somebody did who had left', () => {
    expect(faultsOf({ deedsOfGone: ['ana: claim:l_1'] })).toEqual(['deed of somebody who left']);
  });
});
