/** What is due when, and since when: the moments of a lead, each in the reader's own zone. */
import type { Lead } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Block } from './card.ts';

export type DueName =
  | 'new'
  | 'claimed'
  | 'touched'
  | 'woken'
  | 'qualified'
  | 'accepted'
  | 'waiting'
  | 'account';

/** Which step is due next; null where the conveyor is over. */
export function dueName(lead: Lead): DueName | null {
  switch (lead.stage) {
    case 'new':
    case 'qualified':
    case 'accepted':
      return lead.stage;
    case 'claimed':
      if (lead.touchedAt === null) return 'claimed';
      return lead.wokenAt === undefined ? 'touched' : 'woken';
    case 'converted':
      return lead.accountManager === null ? 'waiting' : 'account';
    default:
      return null;
  }
}

/** A snoozed lead has nothing due before it wakes. */
export function dueBlocks(lead: Lead, language: Language): readonly Block[] {
  const say = speak(language);
  if (lead.snoozedUntil !== null) {
    const label = say(lead.snoozedBy === undefined ? 'cards.due.snoozed' : 'cards.due.callBack');
    return [{ type: 'moment', label, at: lead.snoozedUntil, tone: 'plain' }];
  }
  const name = dueName(lead);
  if (lead.dueAt === null || name === null) return [];
  return [{ type: 'moment', label: say(`cards.due.${name}`), at: lead.dueAt, tone: 'due' }];
}

export function sinceBlock(lead: Lead, language: Language): Block {
  const say = speak(language);
  return lead.stage === 'new'
    ? { type: 'moment', label: say('cards.due.received'), at: lead.receivedAt, tone: 'plain' }
    : { type: 'moment', label: say('cards.due.since'), at: lead.since, tone: 'plain' };
}
