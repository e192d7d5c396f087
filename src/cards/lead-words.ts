/** What a lead's parts are called on a card: its title, direction, people, reasons. */
import { custodianOf } from '../core/lead.ts';
import type { Lead, MemberId } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Language } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import type { Direction, Playbook, Text } from '../core/policy.ts';
import { speak } from '../words/say.ts';

type Reading = { readonly language: Language; readonly playbook: Playbook };

/** "L-1042 · Windows & doors" */
export function leadTitle(lead: Lead, { language, playbook }: Reading): string {
  return speak(language)('cards.title', {
    number: formatNumber(lead.number),
    direction: directionName(lead, { language, playbook }),
  });
}

export function directionName(lead: Lead, { language, playbook }: Reading): string {
  return directionOf(lead, playbook)?.name[language] ?? lead.direction;
}

/** Undefined for a lead of a direction that the playbook does not have any more. */
export function directionOf(lead: Lead, playbook: Playbook): Direction | undefined {
  return playbook.directions[lead.direction];
}

export function memberName(member: MemberId | null, names: LeadView['names'], language: Language): string {
  return (member === null ? undefined : names[member]) ?? speak(language)('names.somebody');
}

export function custodianName(view: LeadView, language: Language): string {
  return memberName(custodianOf(view.lead), view.names, language);
}

export function reasonLabel(
  kind: 'disqualify' | 'return' | 'lose',
  id: string,
  { lead, language, playbook }: Reading & { readonly lead: Lead },
): string {
  const known = directionOf(lead, playbook)?.reasons[kind].find((reason) => reason.id === id);
  return known?.label[language] ?? id;
}

/** The script of the stage at which a lead stands, for whoever has it or would take it. */
export function scriptOf(
  lead: Lead,
  playbook: Playbook,
): { readonly stage: ScriptStage; readonly script: Text | null } {
  const stage = scriptStage(lead);
  return { stage, script: directionOf(lead, playbook)?.scripts[stage] ?? null };
}

export type ScriptStage = keyof Direction['scripts'];

function scriptStage(lead: Lead): ScriptStage {
  if (lead.stage === 'qualified' || lead.stage === 'accepted') return 'closing';
  return lead.stage === 'converted' ? 'account' : 'prospecting';
}
