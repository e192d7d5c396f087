import { describe, expect, it } from 'vitest';
import { checkEffects } from './check-effects.ts';

const expected = [{ ref: 'r1', deeds: { claimed: 2, released: 1 } }];
const faultsOf = (events: readonly string[]) =>
  checkEffects(expected, [{ ref: 'r1', events }]).map(({ figure }) => figure);

describe('the checker of repeated deliveries', () => {
  it('finds nothing wrong where each deed happened once', () => {
    expect(faultsOf(['received', 'claimed', 'revealed', 'released', 'claimed'])).toEqual([]);
  });

  it('finds a deed that happened again', () => {
    expect(faultsOf(['claimed', 'released', 'claimed', 'claimed'])).toEqual(['double effects']);
    expect(faultsOf(['claimed', 'released', 'claimed', 'released'])).toEqual(['double effects']);
  });

  it('finds a deed that got lost, and a lead that is gone', () => {
    expect(faultsOf(['claimed', 'released'])).toEqual(['deeds without effect']);
    expect(checkEffects(expected, [])).toHaveLength(2);
  });
});
