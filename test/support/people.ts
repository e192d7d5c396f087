/** Ana and Ben prospect, Cleo closes, Dan is account manager, Mo manages. */
import type { Actor, Role } from '../../src/core/member.ts';

export function anActor(id: string, roles: readonly Role[], more: Partial<Actor> = {}): Actor {
  return {
    id,
    roles,
    active: true,
    away: false,
    load: { claimed: 0, accepted: 0, accounts: 0 },
    revealsToday: 0,
    ...more,
  };
}

export const ana = anActor('m_ana', ['prospector']);
export const ben = anActor('m_ben', ['prospector']);
export const cleo = anActor('m_cleo', ['closer']);
export const dan = anActor('m_dan', ['account_manager']);
export const mo = anActor('m_mo', ['manager']);
