/** The buttons of a reminder: a manager asks after a lead, and there is more time for it. */
import type { Press, Reply } from '../../chat/port.ts';
import type { Hearer } from '../../core/reach.ts';
import { custodianOf, type Lead, type Ref } from '../../core/lead.ts';
import { findMember } from '../../storage/members.ts';
import { speak } from '../../words/say.ts';
import { answerCommand } from '../answer-command.ts';
import type { App } from '../app.ts';
import { refuseUnknown } from '../find-caller.ts';
import { handleCommand } from '../handle-command.ts';
import { refused } from '../said.ts';
import { readStandingFor } from '../standing.ts';

export async function pressClock(app: App, press: Press, type: 'nudge' | 'extend', ref: Ref): Promise<Reply> {
  const { caller, standing } = await readStandingFor(app, press, { ref });
  if (!caller.member) return refuseUnknown(caller);
  if (!standing) return refused(speak(caller.language)('replies.refused.not_found'));
  const hearer = await hearerOf(app, standing.situation.view.lead);
  const { platform, id } = press;
  const outcome = await handleCommand(
    app,
    {
      lead: { ref },
      by: caller.member.id,
      via: platform,
      command: { type },
      delivery: { platform, id },
      ...(hearer ? { hearer } : {}),
    },
    standing,
  );
  return answerCommand(app, caller, outcome, { type });
}

async function hearerOf({ database }: Pick<App, 'database'>, lead: Lead): Promise<Hearer | null> {
  const id = lead.coveredBy ?? custodianOf(lead);
  const member = id === null ? null : await findMember(database.db, id);
  return member && { id: member.id, timeZone: member.timeZone, awayUntil: member.awayUntil };
}
