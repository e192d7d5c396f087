/** Whom a manager asks to call a client back: whoever has the lead, or stands in. Null where it is their own to put off. */
import type { PersonCommandType } from '../core/command.ts';
import { custodianOf, type Lead, type MemberId } from '../core/lead.ts';
import { findMember } from '../storage/members.ts';
import type { App } from './app.ts';

/** In their zone a time of day is meant, whoever says it. */
export type CallsBack = { readonly name: string; readonly timeZone: string };

export async function whoCallsBack(
  app: Pick<App, 'database' | 'playbook'>,
  command: PersonCommandType,
  lead: Lead,
  by: MemberId,
): Promise<CallsBack | null> {
  const id = lead.coveredBy ?? custodianOf(lead);
  if (command !== 'snooze' || id === null || id === by || custodianOf(lead) === by) return null;
  const member = await findMember(app.database.db, id);
  return member && { name: member.name, timeZone: member.timeZone ?? app.playbook().timeZone };
}
