/** The buttons of a reminder: a manager asks after a lead, and there is more time for it. */
import type { Press, Reply } from '../../chat/port.ts';
import type { Hearer } from '../../core/reach.ts';
import type { Code } from '../../core/code.ts';
import { declineReasons } from '../../core/distribution.ts';
import { formatNumber } from '../../core/number.ts';
import { declineCard } from '../../cards/offer-card.ts';
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

/** By turns: not this one. The first press asks why, the second one says it. */
export async function pressDecline(app: App, press: Press, { ref, argument }: Code): Promise<Reply> {
  const { caller, standing } = await readStandingFor(app, press, { ref });
  if (!caller.member) return refuseUnknown(caller);
  const say = speak(caller.language);
  if (!standing) return refused(say('replies.refused.not_found'));
  const reason = declineReasons.find((known) => known === argument);
  const { lead } = standing.situation.view;
  if (reason === undefined && lead.offer?.to === caller.member.id) {
    const card = declineCard(ref, formatNumber(lead.number), caller.language);
    return { type: 'say', tone: 'quiet', text: say('clock.offer.whyNot'), card };
  }
  const command = { type: 'decline', reason: reason ?? 'other' } as const;
  const { platform, id } = press;
  const asked = { lead: { ref }, by: caller.member.id, via: platform, command, delivery: { platform, id } };
  const outcome = await handleCommand(app, asked, standing);
  return answerCommand(app, caller, outcome, command);
}
