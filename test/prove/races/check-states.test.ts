import { describe, expect, it } from 'vitest';
import type { LeadEvent } from '../../../src/core/event.ts';
import { fold } from '../../../src/core/evolve.ts';
import { custodianOf, type Lead } from '../../../src/core/lead.ts';
import { aMoment } from '../../support/a-lead.ts';
import { checkStates, type Floor } from './check-states.ts';

const base = { at: aMoment, via: 'api', dueAt: null, steps: [] } as const;
const received = (ref: string): LeadEvent => ({
  ...base,
  by: null,
  type: 'received',
  ref,
  number: 1,
  direction: 'main',
  source: null,
  receivedAt: aMoment,
  previous: null,
});
const claimed = (by: string): LeadEvent => ({ ...base, type: 'claimed', by });
const released = (by: string): LeadEvent => ({ ...base, type: 'released', by });

function aFloor(stories: Readonly<Record<string, readonly LeadEvent[]>>, more: Partial<Floor> = {}): Floor {
  const history = Object.entries(stories).flatMap(([lead, events]) =>
    [received(lead), ...events].map((body, index) => ({ lead, revision: index + 1, body })),
  );
  const leads = Object.entries(stories).map(([ref, events]) => rowOf(fold([received(ref), ...events])));
  return {
    history,
    leads,
    loads: [],
    accounts: [],
    limits: { claimed: 1, accepted: 1, accounts: 1 },
    told: [],
    ...more,
  };
}
const rowOf = (lead: Lead) => ({ lead, custodian: custodianOf(lead), phone: lead.ref });
const faultsOf = (floor: Floor) => checkStates(floor).map(({ fault }) => fault);
const oneOf = (member: string) => [{ member, held: 'claimed', count: 1 }];

describe('a floor after many deeds at once', () => {
  const claimedByAna = { l_1: [claimed('m_ana')] };

  it('is as it should be: taken, let go, and taken by another', () => {
    const stories = { l_1: [claimed('m_ana'), released('m_ana'), claimed('m_ben')] };
    const told = [{ lead: 'l_1', revision: 4, by: 'm_ben' }];
    expect(faultsOf(aFloor(stories, { loads: oneOf('m_ben'), told }))).toEqual([]);
  });

  it('shows a lead that two have taken', () => {
    const floor = aFloor(claimedByAna);
    const second = { lead: 'l_1', revision: 3, body: claimed('m_ben') };
    expect(faultsOf({ ...floor, history: [...floor.history, second] })).toContain('taken from under another');
  });

  it('shows one more in hand than is allowed, in the order in which it was kept', () => {
    const stories = { l_1: [claimed('m_ana')], l_2: [claimed('m_ana')] };
    const loads = [{ member: 'm_ana', held: 'claimed', count: 2 }];
    expect(faultsOf(aFloor(stories, { loads }))).toEqual(['over the limit']);
  });

  it('shows a winner who was undone without an event', () => {
    const floor = aFloor(claimedByAna, { loads: oneOf('m_ana') });
    const undone = { ...floor, leads: [rowOf(fold([received('l_1')]))] };
    expect(faultsOf(undone)).toEqual(['rows that are not what happened']);
    const told = [{ lead: 'l_1', revision: 2, by: 'm_ben' }];
    expect(faultsOf({ ...floor, told })).toEqual(['deeds told that never happened']);
  });

  it('shows counts that drifted, for more and for less', () => {
    const fault = 'counts that are not what people have in hand';
    expect(faultsOf(aFloor(claimedByAna))).toEqual([fault]);
    expect(faultsOf(aFloor({ l_1: [] }, { loads: oneOf('m_ana') }))).toEqual([fault]);
  });

  it('shows an account without a client, two of one, and two living leads with one contact', () => {
    expect(faultsOf(aFloor({ l_1: [] }, { accounts: ['l_1'] }))).toEqual(['accounts too many or too few']);
    const floor = aFloor({ l_1: [], l_2: [] });
    const leads = floor.leads.map((row) => ({ ...row, phone: '+380671234567' }));
    expect(faultsOf({ ...floor, leads })).toEqual(['living leads with one contact']);
  });
});
