/** What somebody asks of a lead: a command, with the people in it still by their ids. */
import type { Command } from '../core/command.ts';
import type { MemberId } from '../core/lead.ts';
import type { Actor } from '../core/member.ts';
import type { Situation } from '../storage/situation.ts';

export type Request =
  | Exclude<Command, { readonly type: 'return' | 'assign' }>
  | { readonly type: 'return'; readonly reason: string }
  | { readonly type: 'assign'; readonly to: MemberId };

/** What people ask, and the clock does not. */
export type PersonRequest = Exclude<
  Request,
  { readonly type: 'vacate' | 'expire' | 'escalate' | 'cover' | 'offer' | 'hold' | 'draw' }
>;

/** The command that the rules decide on: with those whom it concerns, as they are now. */
export function commandOf(request: Request, situation: Situation): Command {
  switch (request.type) {
    case 'return':
      return { ...request, prospector: situation.prospector };
    case 'assign':
      return { type: 'assign', to: situation.subject ?? nobody(request.to) };
    default:
      return request;
  }
}

/** Whom a request is about besides the one who makes it. */
export function subjectOf(request: Request): MemberId | null {
  return request.type === 'assign' ? request.to : null;
}

/** An id that is nobody's: holds no role, so nothing can be given to it. */
function nobody(id: MemberId): Actor {
  return {
    id,
    roles: [],
    active: false,
    away: false,
    load: { claimed: 0, accepted: 0, accounts: 0 },
    revealsToday: 0,
  };
}
