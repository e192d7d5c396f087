/** Return, convert, lose: how a closer's work on a prospect ends. */
import type { Command } from '../command.ts';
import { dueOf } from '../due.ts';
import type { Lead } from '../lead.ts';
import { audienceOf, rolesOf } from '../roles.ts';
import {
  acts,
  didItJustNow,
  holdsOne,
  isManager,
  notCustodian,
  ownReveal,
  quiet,
  refuse,
  standsFor,
  wrongStage,
} from './answers.ts';
import { hasRoom } from './take-on.ts';
import type { Decision, Situated } from './types.ts';

type Return = Extract<Command, { readonly type: 'return' }>;
type Convert = Extract<Command, { readonly type: 'convert' }>;
type Lose = Extract<Command, { readonly type: 'lose' }>;

/** Back to the same prospector; to all of them, brief kept, if that one is gone, away or full. Once, then a manager decides. */
export function decideReturn(command: Return, lead: Lead, { actor, now, policy }: Situated): Decision {
  if (didItJustNow(lead, 'returned', actor)) return quiet;
  if (lead.stage !== 'qualified' && lead.stage !== 'accepted') return wrongStage(lead);
  if (!isManager(actor)) {
    if (lead.stage === 'accepted' && !standsFor(actor, lead)) return notCustodian(lead);
    if (lead.returns > 0) return refuse({ code: 'returned_before', returns: lead.returns });
  }
  const { reason, prospector } = command;
  const canHaveIt =
    prospector !== null &&
    prospector.active &&
    holdsOne(prospector, rolesOf('prospecting', policy.shape)) &&
    hasRoom(prospector, 'claimed', policy.limits);
  if (!canHaveIt) return acts({ type: 'returned', reason, to: null, ...dueOf('new', now, policy) });
  const due = dueOf('claimed', now, policy);
  return acts({ type: 'returned', reason, to: prospector.id, ...due }, ownReveal(prospector.id));
}

export function decideConvert(command: Convert, lead: Lead, { actor, now, policy }: Situated): Decision {
  const { value } = command;
  const currency = value === null ? null : (command.currency ?? policy.currency);
  if (lead.stage === 'converted') {
    const isSame = lead.closer === actor.id && lead.value === value && lead.currency === currency;
    return isSame ? quiet : wrongStage(lead);
  }
  if (lead.stage !== 'accepted') return wrongStage(lead);
  if (!standsFor(actor, lead)) return notCustodian(lead);
  const due = dueOf('waiting account', now, policy);
  const converted = { type: 'converted', value, currency, ...due } as const;
  const isOneStage = audienceOf('account', policy.shape) === audienceOf('closing', policy.shape);
  if (!isOneStage) return acts(converted);
  return acts(converted, { type: 'taken', ...dueOf('served account', now, policy) });
}

export function decideLose({ reason }: Lose, lead: Lead, { actor }: Situated): Decision {
  if (lead.stage === 'lost' && lead.reason === reason && didItJustNow(lead, 'lost', actor)) return quiet;
  if (lead.stage !== 'accepted') return wrongStage(lead);
  if (!standsFor(actor, lead) && !isManager(actor)) return notCustodian(lead);
  return acts({ type: 'lost', reason });
}
