/** Assign, reopen: a manager puts a lead where it belongs. */
import type { Command } from '../command.ts';
import { dueOf } from '../due.ts';
import type { Beginning } from '../due.ts';
import { custodianOf, isAlive } from '../lead.ts';
import type { Lead } from '../lead.ts';
import { rolesToHold } from '../roles.ts';
import { acts, didItJustNow, holdsOne, ownReveal, quiet, refuse, wrongStage } from './answers.ts';
import type { Decision, Situated } from './types.ts';

type Assign = Extract<Command, { readonly type: 'assign' }>;

/** Neither the limit nor an absence stands in the way: the manager knows, and answers for it. */
export function decideAssign({ to }: Assign, lead: Lead, { now, policy }: Situated): Decision {
  if (!isAlive(lead)) return wrongStage(lead);
  const from = custodianOf(lead);
  if (from === to.id) return quiet;
  const needs = rolesToHold(lead, policy.shape);
  if (!to.active || !holdsOne(to, needs)) {
    return refuse({ code: 'not_qualified_person', member: to.id, needs });
  }
  const due = dueOf(workBeginning(lead), now, policy);
  return acts({ type: 'assigned', to: to.id, from, ...due }, ownReveal(to.id));
}

/** Back to the stage before, and into the same hands. If those are gone, `vacate` follows. */
export function decideReopen(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (didItJustNow(lead, 'reopened', actor)) return quiet;
  switch (lead.stage) {
    case 'disqualified':
    case 'lost': {
      const reopened = { type: 'reopened', ...dueOf(lead.before.stage, now, policy) } as const;
      if (lead.before.stage === 'claimed') return acts(reopened, ownReveal(lead.before.prospector));
      return lead.before.stage === 'accepted'
        ? acts(reopened, ownReveal(lead.before.closer))
        : acts(reopened);
    }
    case 'converted': {
      const reopened = { type: 'reopened', ...dueOf('accepted', now, policy) } as const;
      return acts(reopened, ...(custodianOf(lead) === lead.closer ? [] : [ownReveal(lead.closer)]));
    }
    default:
      return wrongStage(lead);
  }
}

function workBeginning(lead: Lead): Beginning {
  if (lead.stage === 'new' || lead.stage === 'claimed') return 'claimed';
  return lead.stage === 'converted' ? 'served account' : 'accepted';
}
