/** Load, credit, offers, roles: what is read off a lead and its history. */
import { describe, expect, it } from 'vitest';
import { creditOf } from '../../src/core/credit.ts';
import { loadChanges } from '../../src/core/load.ts';
import { buttonsFor } from '../../src/core/offers.ts';
import { rolesNeeded, rolesToHold } from '../../src/core/roles.ts';
import { aLead } from '../support/a-lead.ts';
import { ana, ben, cleo, dan, mo } from '../support/people.ts';
import { aStory } from './a-story.ts';
import type { Deed } from './a-story.ts';

const claimed = aLead({ stage: 'claimed', prospector: ana.id });
const qualified = aLead({ stage: 'qualified' });
const accepted = aLead({ stage: 'accepted', closer: cleo.id });
const waiting = aLead({ stage: 'converted' });
const served = aLead({ stage: 'converted', accountManager: dan.id });

describe('loads', () => {
  it('go up with taking and down with letting go', () => {
    expect(loadChanges(null, aLead())).toEqual([]);
    expect(loadChanges(aLead(), claimed)).toEqual([{ member: ana.id, held: 'claimed', by: 1 }]);
    expect(loadChanges(claimed, qualified)).toEqual([{ member: ana.id, held: 'claimed', by: -1 }]);
    expect(loadChanges(served, waiting)).toEqual([{ member: dan.id, held: 'accounts', by: -1 }]);
  });

  it('move with the lead from hand to hand, and from one kind to another in the same hands', () => {
    expect(loadChanges(claimed, aLead({ stage: 'claimed', prospector: ben.id }))).toEqual([
      { member: ana.id, held: 'claimed', by: -1 },
      { member: ben.id, held: 'claimed', by: 1 },
    ]);
    expect(loadChanges(claimed, aLead({ stage: 'accepted', closer: ana.id }))).toEqual([
      { member: ana.id, held: 'claimed', by: -1 },
      { member: ana.id, held: 'accepted', by: 1 },
    ]);
  });

  it('stay while the lead stays', () => {
    expect(loadChanges(claimed, { ...claimed, revision: 9 })).toEqual([]);
    expect(loadChanges(qualified, qualified)).toEqual([]);
  });
});

describe('credit', () => {
  const life: readonly Deed[] = [
    [{ type: 'claim' }, ana],
    [{ type: 'qualify' }, ana],
    [{ type: 'accept' }, cleo],
    [{ type: 'convert', value: 1, currency: 'UAH' }, cleo],
    [{ type: 'take' }, dan],
  ];
  const credit = (deeds: readonly Deed[]) => creditOf(aStory(deeds).history);

  it('is for ever, whoever has the account afterwards', () => {
    expect(credit(life)).toEqual({ prospected: ana.id, closed: cleo.id, served: dan.id });
    const moved = [...life, [{ type: 'vacate', member: dan.id }, mo]] as const;
    expect(credit(moved)).toEqual({ prospected: ana.id, closed: cleo.id, served: dan.id });
    expect(credit([...moved, [{ type: 'assign', to: { ...dan, id: 'm_dora' } }, mo]]).served).toBe('m_dora');
  });

  it('for the prospect is whose qualification was the last', () => {
    const again: readonly Deed[] = [
      [{ type: 'return', reason: 'not_ready', prospector: null }, cleo],
      [{ type: 'claim' }, ben],
    ];
    expect(credit([...life.slice(0, 2), ...again]).prospected).toBe(ana.id);
    expect(credit([...life.slice(0, 2), ...again, [{ type: 'qualify' }, ben]]).prospected).toBe(ben.id);
  });

  it('for a client who was none is nobody’s', () => {
    expect(credit([...life, [{ type: 'reopen' }, mo]])).toEqual({
      prospected: ana.id,
      closed: null,
      served: null,
    });
  });

  it('is nobody’s before anything is done', () => {
    expect(credit([])).toEqual({ prospected: null, closed: null, served: null });
  });
});

describe('what a card offers', () => {
  it('in channels: to take it, or to see the contact, which answers its custodian alone', () => {
    expect(buttonsFor(aLead(), 'three-stage', 'prospectors')).toEqual(['claim']);
    expect(buttonsFor(claimed, 'three-stage', 'prospectors')).toEqual(['reveal']);
    expect(buttonsFor(qualified, 'three-stage', 'prospectors')).toEqual([]);
    expect(buttonsFor(qualified, 'three-stage', 'closers')).toEqual(['accept', 'return']);
    expect(buttonsFor({ ...qualified, returns: 1 }, 'three-stage', 'closers')).toEqual(['accept']);
    expect(buttonsFor(accepted, 'three-stage', 'closers')).toEqual(['reveal']);
    expect(buttonsFor(waiting, 'three-stage', 'account_team')).toEqual(['take']);
    expect(buttonsFor(served, 'three-stage', 'account_team')).toEqual(['reveal']);
    expect(buttonsFor(served, 'three-stage', 'closers')).toEqual([]);
  });

  it('in a merged shape: all of it in the earlier place', () => {
    expect(buttonsFor(qualified, 'prospecting+closing', 'prospectors')).toEqual(['accept']);
    expect(buttonsFor(qualified, 'prospecting+closing', 'closers')).toEqual([]);
    expect(buttonsFor(waiting, 'closing+account', 'closers')).toEqual(['take']);
    expect(buttonsFor(waiting, 'solo', 'prospectors')).toEqual(['take']);
  });

  it('by turns: nothing to press for who waits, until it is for all', () => {
    const offer = (to: string | null) => aLead({ offer: { to, until: 5 } });
    expect(buttonsFor(offer(ana.id), 'three-stage', 'prospectors')).toEqual([]);
    expect(buttonsFor(offer(null), 'three-stage', 'prospectors')).toEqual(['claim']);
    const soon = aLead({ steps: [{ step: 'offer', at: 5 }] });
    expect(buttonsFor(soon, 'three-stage', 'prospectors')).toEqual([]);
    expect(buttonsFor(aLead({ steps: [{ step: 'warn', at: 5 }] }), 'three-stage', 'prospectors')).toEqual([
      'claim',
    ]);
  });

  it('to the custodian: the work, in the order of the commands', () => {
    expect(buttonsFor(claimed, 'three-stage', 'custodian')).toEqual([
      'touch',
      'qualify',
      'note',
      'snooze',
      'release',
      'disqualify',
      'correct',
    ]);
    expect(buttonsFor(accepted, 'three-stage', 'custodian')).toContain('return');
    expect(buttonsFor({ ...accepted, returns: 1 }, 'three-stage', 'custodian')).not.toContain('return');
    expect(buttonsFor(qualified, 'three-stage', 'custodian')).toEqual([]);
  });

  it('to managers: to mend, to move, to close and to reopen', () => {
    expect(buttonsFor(claimed, 'three-stage', 'managers')).toEqual([
      'note',
      'disqualify',
      'reveal',
      'assign',
      'correct',
      'erase',
    ]);
    expect(buttonsFor(aLead({ stage: 'lost' }), 'three-stage', 'managers')).toEqual(['reopen', 'erase']);
  });

  it('nothing of an erased lead, to anybody', () => {
    for (const who of ['prospectors', 'managers', 'custodian'] as const) {
      expect(buttonsFor(aLead({ stage: 'disqualified', erased: true }), 'three-stage', who)).toEqual([]);
    }
  });
});

describe('the roles that a command asks for', () => {
  it.each([
    ['claim', 'three-stage', ['prospector']],
    ['claim', 'prospecting+closing', ['prospector', 'closer']],
    ['accept', 'closing+account', ['closer', 'account_manager']],
    ['return', 'three-stage', ['closer', 'manager']],
    ['assign', 'solo', ['manager']],
    ['touch', 'three-stage', null],
    ['expire', 'three-stage', null],
  ] as const)('%s in %s', (command, shape, expected) => {
    expect(rolesNeeded(command, shape)).toEqual(expected);
  });

  it('are those of the stage for whoever is given a lead', () => {
    expect(rolesToHold(qualified, 'three-stage')).toEqual(['closer']);
    expect(rolesToHold(served, 'closing+account')).toEqual(['account_manager', 'closer']);
    expect(rolesToHold(aLead({ stage: 'lost' }), 'solo')).toEqual([]);
  });
});
