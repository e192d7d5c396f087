/** Shows a contact to somebody who may have it, and keeps that they saw it and why. */
import type { MemberId } from '../core/lead.ts';
import type { Via } from '../core/member.ts';
import type { Delivery } from '../storage/ledger.ts';
import type { LeadKey } from '../storage/situation.ts';
import type { App } from './app.ts';
import { handleCommand, type CommandOutcome } from './handle-command.ts';

/** What is shown stands in the outcome's view. */
export function revealLead(
  app: Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>,
  {
    lead,
    by,
    via,
    reason,
    delivery,
  }: {
    readonly lead: LeadKey;
    readonly by: MemberId;
    readonly via: Via;
    readonly reason: string | null;
    readonly delivery?: Delivery;
  },
): Promise<CommandOutcome> {
  return handleCommand(app, {
    lead,
    by,
    via,
    command: { type: 'reveal' },
    ...(reason === null ? {} : { words: { text: reason } }),
    ...(delivery ? { delivery } : {}),
  });
}
