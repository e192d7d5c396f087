/** How a lead stands for somebody who wants something of it, read in one statement, and what the rules say to it. */
import type { Delivered } from '../chat/port.ts';
import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decide/types.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Direction } from '../core/policy.ts';
import { readSituation, readSituationFor, type LeadKey, type Situation } from '../storage/situation.ts';
import type { App } from './app.ts';
import { directionOf } from './direction-of.ts';
import { callerOf, type Caller } from './find-caller.ts';
import { commandOf, type Request } from './request.ts';
import { startOfDay } from './start-of-day.ts';

export type Standing = {
  readonly situation: Situation;
  readonly direction: Direction;
  readonly now: Moment;
};

/** Null for a lead that is not there. `by` is null for the clock, `subject` is whom the request is about besides. */
export async function readStanding(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  asked: { readonly lead: LeadKey; readonly by: MemberId | null; readonly subject: MemberId | null },
): Promise<Standing | null> {
  const now = app.clock.now();
  const playbook = app.playbook();
  const situation = await readSituation(app.database.db, {
    lead: asked.lead,
    actor: asked.by,
    subject: asked.subject,
    dayStart: startOfDay(now, playbook.timeZone),
    now,
  });
  return situation && { situation, direction: directionOf(situation.view.lead, playbook), now };
}

/** For whoever a platform says it is: who they are to us, and how the lead stands for them, in one statement. */
export async function readStandingFor(
  app: Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>,
  by: Pick<Delivered, 'platform' | 'person' | 'place'>,
  lead: LeadKey,
): Promise<{
  readonly caller: Caller;
  /** They have left the place in which they press, as far as was heard. */
  readonly isAbsent: boolean;
  readonly standing: Standing | null;
}> {
  const now = app.clock.now();
  const playbook = app.playbook();
  const { caller, isAbsent, situation } = await readSituationFor(app.database.db, {
    lead,
    identity: { platform: by.platform, person: by.person.id },
    channel: by.place?.channel ?? null,
    dayStart: startOfDay(now, playbook.timeZone),
    now,
  });
  return {
    caller: await callerOf(app, caller, by),
    isAbsent,
    standing: situation && { situation, direction: directionOf(situation.view.lead, playbook), now },
  };
}

export function decideOn(
  { situation, direction, now }: Standing,
  by: MemberId | null,
  request: Request,
): Decision {
  const actor = situation.actor;
  if (by !== null && actor === null) return { ok: false, refusal: { code: 'not_active' } };
  return decide(commandOf(request, situation), situation.view.lead, { actor, now, policy: direction });
}
