/**
 * The rules by which a past is believed that was lived elsewhere: the same conveyor, but nothing of it is due, nobody had
 * too much in hand, and whoever is said to have done something held the role for it.
 */
import type { MemberId } from './lead.ts';
import { roles } from './member.ts';
import type { Actor } from './member.ts';
import type { Policy } from './policy.ts';

export function rulesOfThePast<T extends Policy>(policy: T): T {
  return {
    ...policy,
    times: {
      'claim within': null,
      'first touch within': null,
      'qualify within': null,
      'accept within': null,
      'close within': null,
      'take within': null,
      'first contact within': null,
    },
    limits: { claimed: null, accepted: null, accounts: null, revealsADay: null },
  };
}

export function actorOfThePast(id: MemberId): Actor {
  const load = { claimed: 0, accepted: 0, accounts: 0 };
  return { id, roles, active: true, away: false, load, revealsToday: 0 };
}
