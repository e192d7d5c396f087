/** Reveal, correct, erase: what is done with the person's data. */
import type { Command } from '../command.ts';
import { isAlive } from '../lead.ts';
import type { Lead } from '../lead.ts';
import { acts, isManager, notCustodian, ownReveal, quiet, refuse, standsFor, wrongStage } from './answers.ts';
import type { Decision, Situated } from './types.ts';

type Correct = Extract<Command, { readonly type: 'correct' }>;

export function decideReveal(lead: Lead, { actor, policy }: Situated): Decision {
  if (!isAlive(lead)) return wrongStage(lead);
  if (standsFor(actor, lead)) return acts(ownReveal(actor.id));
  if (!isManager(actor)) return notCustodian(lead);
  const limit = policy.limits.revealsADay;
  if (limit !== null && actor.revealsToday >= limit) return refuse({ code: 'reveal_limit_reached', limit });
  return acts({ type: 'revealed', own: false, to: actor.id });
}

export function decideCorrect(command: Correct, lead: Lead, { actor, policy }: Situated): Decision {
  if (!isAlive(lead)) return wrongStage(lead);
  if (!standsFor(actor, lead) && !isManager(actor)) return notCustodian(lead);
  const fields = [...new Set(command.fields)];
  if (fields.length === 0) return quiet;
  if (fields.includes('value') && lead.stage !== 'converted') return wrongStage(lead);
  return acts({
    type: 'corrected',
    fields,
    ...(fields.includes('value') && command.value !== undefined
      ? { value: command.value, currency: command.currency ?? policy.currency }
      : {}),
    ...(fields.includes('source') && command.source !== undefined ? { source: command.source } : {}),
  });
}

/** The person's data goes everywhere; an open lead is closed with it, since nobody can be called any more. */
export function decideErase(lead: Lead): Decision {
  return lead.erased ? quiet : acts({ type: 'erased' });
}
