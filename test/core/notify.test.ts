import { describe, expect, it } from 'vitest';
import { noticesFor } from '../../src/core/notify.ts';
import type { Notice } from '../../src/core/notice.ts';
import type { Shape } from '../../src/core/policy.ts';
import { aLead, aMoment } from '../support/a-lead.ts';
import { ana, ben, cleo, dan, mo } from '../support/people.ts';
import { aStory } from './a-story.ts';
import type { Deed } from './a-story.ts';

const claim: Deed = [{ type: 'claim' }, ana];
const qualify: Deed = [{ type: 'qualify' }, ana];
const accept: Deed = [{ type: 'accept' }, cleo];
const convert: Deed = [{ type: 'convert', value: 1, currency: 'UAH' }, cleo];
const take: Deed = [{ type: 'take' }, dan];
const back: Deed = [{ type: 'return', reason: 'not_ready', prospector: ana }, cleo];
const erase: Deed = [{ type: 'erase' }, mo];

const after = (deeds: readonly Deed[], shape?: Shape) => aStory(deeds, shape).notices;
/** `prospectors!` is a fresh card, `closers` one to be redrawn. */
const cards = (notices: readonly Notice[]) =>
  notices.flatMap((notice) => (notice.type === 'card' ? [notice.audience + (notice.fresh ? '!' : '')] : []));
const told = (notices: readonly Notice[]) =>
  notices.flatMap((notice) => {
    if (notice.type === 'tell') return [`${notice.member}: ${notice.telling}`];
    return notice.type === 'tell managers' ? [`managers: ${notice.telling}`] : [];
  });
const privately = (notices: readonly Notice[]) =>
  notices.flatMap((notice) => (notice.type === 'private card' ? [notice.member] : []));

describe('cards in channels', () => {
  it.each<[string, readonly Deed[], readonly string[]]>([
    ['a new lead is offered to prospectors', [], ['prospectors!']],
    ['a claimed one is redrawn there', [claim], ['prospectors']],
    ['a released one is offered anew', [claim, [{ type: 'release' }, ana]], ['prospectors!']],
    [
      'a prospect is offered to closers, and the old card tells it',
      [claim, qualify],
      ['prospectors', 'closers!'],
    ],
    ['an accepted one is redrawn in both', [claim, qualify, accept], ['prospectors', 'closers']],
    [
      'a released prospect is offered to closers anew',
      [claim, qualify, accept, [{ type: 'release' }, cleo]],
      ['prospectors', 'closers!'],
    ],
    ['a returned one is with its prospector', [claim, qualify, accept, back], ['prospectors', 'closers']],
    [
      'one returned to nobody is offered to all prospectors',
      [claim, qualify, [{ type: 'return', reason: 'not_ready', prospector: null }, cleo]],
      ['prospectors!', 'closers'],
    ],
    [
      'a client is offered to the account team',
      [claim, qualify, accept, convert],
      ['prospectors', 'closers', 'account_team!'],
    ],
    [
      'a served account is redrawn everywhere',
      [claim, qualify, accept, convert, take],
      ['prospectors', 'closers', 'account_team'],
    ],
    [
      'an undone client is withdrawn from the account team',
      [claim, qualify, accept, convert, [{ type: 'reopen' }, mo]],
      ['prospectors', 'closers', 'account_team'],
    ],
    ['an erased one is redrawn and offered to nobody', [claim, qualify, erase], ['prospectors', 'closers']],
    [
      'a reopened one is offered again',
      [
        [{ type: 'disqualify', reason: 'not_a_fit' }, mo],
        [{ type: 'reopen' }, mo],
      ],
      ['prospectors!'],
    ],
    [
      'an erased client is offered to nobody',
      [claim, qualify, accept, convert, erase],
      ['prospectors', 'closers', 'account_team'],
    ],
    ['a note shows on none', [claim, [{ type: 'note' }, ana]], []],
    ['a reveal shows on none', [claim, [{ type: 'reveal' }, mo]], []],
    [
      'a touch moves the time that stands on it',
      [claim, [{ type: 'touch', kind: 'call', outcome: 'reached' }, ana]],
      ['prospectors'],
    ],
  ])('%s', (_, deeds, expected) => {
    expect(cards(after(deeds))).toEqual(expected);
  });

  it('keep to the account team what was an account and was reopened, until it is erased', () => {
    const reopened = [claim, qualify, accept, convert, [{ type: 'reopen' }, mo]] as const;
    const everywhere = ['prospectors', 'closers', 'account_team'];
    expect(cards(after(reopened))).toEqual(everywhere);
    expect(cards(after([...reopened, [{ type: 'lose', reason: 'competitor' }, cleo]]))).toEqual(everywhere);
    expect(cards(after([...reopened, erase]))).toEqual(everywhere);
  });

  it('skip the audience of a merged border', () => {
    const both = [claim, qualify];
    expect(cards(after(both, 'prospecting+closing'))).toEqual(['prospectors']);
    expect(cards(after(both, 'solo'))).toEqual(['prospectors']);
    const alone: Deed = [{ type: 'convert', value: 1, currency: null }, ana];
    expect(cards(after([...both, alone], 'prospecting+closing'))).toEqual(['prospectors', 'account_team!']);
    expect(cards(after([...both, alone], 'solo'))).toEqual(['prospectors']);
    expect(cards(after([...both, accept, convert], 'closing+account'))).toEqual(['prospectors', 'closers']);
  });

  it('offer what is let go at a merged border where the work is done', () => {
    const released = [claim, qualify, [{ type: 'release' }, ana]] as const;
    expect(cards(after(released, 'prospecting+closing'))).toEqual(['prospectors!']);
  });
});

describe('private cards', () => {
  it.each<[string, readonly Deed[], readonly string[]]>([
    ['whoever gets it', [claim], [ana.id]],
    ['whoever had it, when it moves on', [claim, qualify], [ana.id]],
    ['both, when it changes hands', [claim, [{ type: 'assign', to: ben }, mo]], [ana.id, ben.id]],
    ['whoever has it, when a manager writes a note', [claim, [{ type: 'note' }, mo]], [ana.id]],
    ['whoever has it, when the client writes again', [claim, [{ type: 'repeat' }, null]], [ana.id]],
    [
      'all who ever had it, when it is erased',
      [claim, qualify, accept, convert, take, erase],
      [dan.id, ana.id, cleo.id],
    ],
    [
      'who had it before it was closed, too',
      [claim, qualify, accept, [{ type: 'lose', reason: 'competitor' }, cleo], erase],
      [ana.id, cleo.id],
    ],
  ])('%s', (_, deeds, expected) => {
    expect(privately(after(deeds))).toEqual(expected);
  });
});

describe('what is told', () => {
  it.each<[string, readonly Deed[], readonly string[]]>([
    ['nothing of what one does oneself', [claim], []],
    ['the prospector, that a closer took it on', [claim, qualify, accept], ['m_ana: prospect_accepted']],
    [
      'the prospector, that it became a client',
      [claim, qualify, accept, convert],
      ['m_ana: client_converted'],
    ],
    ['the prospector, that it came back', [claim, qualify, back], ['m_ana: lead_returned']],
    [
      'managers, when there is nobody to go back to',
      [claim, qualify, [{ type: 'return', reason: 'not_ready', prospector: null }, cleo]],
      ['managers: return_decision'],
    ],
    [
      'the closer, when a manager sends it back',
      [claim, qualify, accept, [{ type: 'return', reason: 'not_ready', prospector: ana }, mo]],
      ['m_ana: lead_returned', 'm_cleo: lead_taken_away'],
    ],
    [
      'the custodian, that the contact came again',
      [claim, [{ type: 'repeat' }, null]],
      ['m_ana: lead_repeated'],
    ],
    ['nobody, while nobody has it', [[{ type: 'repeat' }, null]], []],
    [
      'both, when a manager moves it',
      [claim, [{ type: 'assign', to: ben }, mo]],
      ['m_ben: lead_assigned', 'm_ana: lead_taken_away'],
    ],
    [
      'the prospector, when a manager gives the prospect to a closer',
      [claim, qualify, [{ type: 'assign', to: cleo }, mo]],
      ['m_cleo: lead_assigned', 'm_ana: prospect_accepted'],
    ],
    [
      'the custodian, when a manager closes it',
      [claim, [{ type: 'disqualify', reason: 'not_a_fit' }, mo]],
      ['m_ana: lead_taken_away'],
    ],
    [
      'who gets it back and who loses it, when a client is undone',
      [claim, qualify, accept, convert, take, [{ type: 'reopen' }, mo]],
      ['m_cleo: lead_assigned', 'm_dan: lead_taken_away'],
    ],
    [
      'managers, when somebody left',
      [claim, [{ type: 'vacate', member: ana.id }, mo]],
      ['managers: custody_freed'],
    ],
  ])('%s', (_, deeds, expected) => {
    expect(told(after(deeds))).toEqual(expected);
  });

  it('that it came back, but not that it was taken away, where both hands are one person’s', () => {
    const sentBack: Deed = [{ type: 'return', reason: 'not_ready', prospector: ana }, mo];
    expect(told(after([claim, qualify, sentBack], 'solo'))).toEqual(['m_ana: lead_returned']);
  });

  it('nothing to oneself at a merged border', () => {
    expect(told(after([claim, qualify], 'solo'))).toEqual([]);
    expect(
      told(after([claim, qualify, [{ type: 'convert', value: null, currency: null }, ana]], 'solo')),
    ).toEqual([]);
  });
});

describe('a reminder', () => {
  const reminded = { type: 'escalated', step: 'remind', at: aMoment, by: null, via: 'clock' } as const;
  const of = (lead: Parameters<typeof aLead>[0]) => {
    const it = aLead({ dueAt: 5, ...lead });
    return noticesFor([reminded], it, it, 'three-stage');
  };

  it('goes to whoever has it, or where it is there for the taking', () => {
    const remind = { type: 'remind', about: 'remind', dueAt: 5 } as const;
    expect(of({ stage: 'claimed', prospector: ana.id })).toEqual([{ ...remind, member: ana.id }]);
    expect(of({ stage: 'new' })).toEqual([{ ...remind, audience: 'prospectors' }]);
    expect(of({ stage: 'qualified' })).toEqual([{ ...remind, audience: 'closers' }]);
    expect(of({ stage: 'converted' })).toEqual([{ ...remind, audience: 'account_team' }]);
  });

  it('goes to nobody where nobody has it and nobody can take it', () => {
    expect(of({ stage: 'lost' })).toEqual([]);
    expect(of({ stage: 'converted', erased: true })).toEqual([]);
  });
});
