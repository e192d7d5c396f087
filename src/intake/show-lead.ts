/** A lead as the API shows it: where it stands and what happened, without a contact or anything that anybody typed. */
import type { App } from '../app/app.ts';
import { leadOf } from '../app/lead-of.ts';
import type { PublicLead } from '../app/lead-of.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Playbook } from '../core/policy.ts';
import { listHistory } from '../storage/read-lead.ts';

export async function showLead(app: Pick<App, 'database' | 'playbook'>, view: LeadView): Promise<PublicLead> {
  return leadOf(view, await listHistory(app.database.db, view.lead.ref), app.playbook());
}

/** In a list its history would be most of it; whoever needs it asks for the one lead. */
export function showListedLead(view: LeadView, playbook: Playbook): Omit<PublicLead, 'history'> {
  const { history: _, ...lead } = leadOf(view, [], playbook);
  return lead;
}
