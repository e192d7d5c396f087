import { describe, expect, it } from 'vitest';
import type { Happening, LeadEvent } from '../../../src/core/event.ts';
import type { Role } from '../../../src/core/member.ts';
import { anything, askOf, checkRights } from './check-rights.ts';

const roles = new Map<string, readonly Role[]>([
  ['ana', ['prospector']],
  ['ben', ['prospector']],
  ['cleo', ['closer']],
  ['mo', ['manager']],
]);
const event = (by: string | null, happening: Happening): LeadEvent => ({
  ...happening,
  at: 0,
  by,
  via: by === null ? 'intake' : 'web',
});
const received = event(null, {
  type: 'received',
  ref: 'r1',
  number: 1,
  direction: 'main',
  source: null,
  receivedAt: 0,
  previous: null,
  dueAt: null,
});
const dueAt = null;
const claimed = (by: string) => event(by, { type: 'claimed', dueAt });
const shown = (by: string, to: string) => event(by, { type: 'revealed', own: true, to });
const good = [received, claimed('ana'), shown('ana', 'ana'), event('ana', { type: 'qualified', dueAt })];
const askedAll = new Set(
  [...roles.keys()].flatMap((member) =>
    ['claim', 'qualify', 'accept', 'release', 'assign', 'erase', 'note', 'disqualify', 'reveal'].map((verb) =>
      askOf(member, verb, anything),
    ),
  ),
);
const faultsOf = (events: readonly LeadEvent[], asked: ReadonlySet<string> = askedAll) =>
  checkRights({ histories: new Map([['r1', events]]), roles, asked }).map(({ says }) => says);

describe('the checker of rights', () => {
  it('finds nothing wrong where everybody did what is theirs', () => {
    expect(faultsOf([...good, event('cleo', { type: 'accepted', dueAt }), shown('cleo', 'cleo')])).toEqual(
      [],
    );
    expect(faultsOf([...good, event('mo', { type: 'disqualified', reason: 'spam' })])).toEqual([]);
  });

  it.each([
    ['claims without being a prospector', [received, claimed('cleo')]],
    ['claims what another has', [received, claimed('ana'), claimed('ben')]],
    ['writes on what another has', [received, claimed('ana'), event('ben', { type: 'noted' })]],
    ['lets go of what another has', [received, claimed('ana'), event('ben', { type: 'released', dueAt })]],
    ['is shown a contact that another has', [received, claimed('ana'), shown('ben', 'ben')]],
    ['erases without being a manager', [...good, event('cleo', { type: 'erased' })]],
    [
      'gives a lead away without being a manager',
      [received, event('ana', { type: 'assigned', to: 'ben', from: null, dueAt })],
    ],
    ['is none of ours', [received, claimed('eve')]],
    ['is nobody at all', [received, event(null, { type: 'claimed', dueAt })]],
  ] as const)('finds somebody who %s', (_, events) => {
    expect(faultsOf(events)).not.toEqual([]);
  });

  it('finds a deed that nobody asked for in their name', () => {
    const asked = new Set([askOf('ana', 'claim', 'r1')]);
    expect(faultsOf(good, asked)).toEqual(['qualified by ana: nobody asked for it in their name']);
    expect(faultsOf(good.slice(0, 3), new Set([askOf('ana', 'claim', 'r2')]))).toHaveLength(2);
  });
});
