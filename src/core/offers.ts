/** Which commands a card offers now: those that would act for whoever sees it there. */
import { commandTypes } from './command.ts';
import type { PersonCommandType } from './command.ts';
import { custodianOf } from './lead.ts';
import type { Lead } from './lead.ts';
import type { Audience } from './member.ts';
import type { Shape } from './policy.ts';
import { audienceOf, segmentOf } from './roles.ts';

/** In the order of `commandTypes`. More than five for a custodian: a card puts them in two rows, or behind a button. */
export function buttonsFor(
  lead: Lead,
  shape: Shape,
  who: Audience | 'custodian',
): readonly PersonCommandType[] {
  if (lead.erased) return [];
  const offered = offeredTo(lead, shape, who);
  return commandTypes.filter((command) => offered.includes(command));
}

function offeredTo(lead: Lead, shape: Shape, who: Audience | 'custodian'): readonly PersonCommandType[] {
  if (who === 'custodian') return toCustodian(lead, shape);
  if (who === 'managers') return toManagers(lead);
  const segment = segmentOf(lead);
  if (segment === null || audienceOf(segment, shape) !== who) return [];
  if (custodianOf(lead) !== null) return ['reveal'];
  if (isByTurn(lead)) return [];
  switch (lead.stage) {
    case 'new':
      return ['claim'];
    case 'qualified':
      return canReturn(lead, shape) ? ['accept', 'return'] : ['accept'];
    default:
      return ['take'];
  }
}

/** It is somebody's turn, or about to be: the others see it and have nothing to press. */
export function isByTurn(lead: Lead): boolean {
  if (lead.offer) return lead.offer.to !== null;
  return lead.steps?.some(({ step }) => step === 'offer') ?? false;
}

function toCustodian(lead: Lead, shape: Shape): readonly PersonCommandType[] {
  if (custodianOf(lead) === null) return [];
  const always = ['touch', 'note', 'snooze', 'release', 'correct'] as const;
  switch (lead.stage) {
    case 'claimed':
      return [...always, 'qualify', 'disqualify'];
    case 'accepted':
      return [...always, 'convert', 'lose', ...(canReturn(lead, shape) ? (['return'] as const) : [])];
    default:
      return always;
  }
}

function toManagers(lead: Lead): readonly PersonCommandType[] {
  const mending = ['note', 'reveal', 'assign', 'correct', 'erase'] as const;
  switch (lead.stage) {
    case 'new':
    case 'claimed':
      return [...mending, 'disqualify'];
    case 'qualified':
      return [...mending, 'disqualify', 'return'];
    case 'accepted':
      return [...mending, 'disqualify', 'return', 'lose'];
    case 'converted':
      return [...mending, 'reopen'];
    default:
      return ['reopen', 'erase'];
  }
}

/** Once, and only where somebody else's work would go back to them; afterwards a manager decides. */
function canReturn(lead: Lead, shape: Shape): boolean {
  return lead.returns === 0 && audienceOf('closing', shape) === 'closers';
}
