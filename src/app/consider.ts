/** Reads how things stand and lets the rules decide, without changing anything. */
import type { MemberId, Moment } from '../core/lead.ts';
import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decide/types.ts';
import type { Direction, Playbook } from '../core/policy.ts';
import { readSituation, type Situation } from '../storage/situation.ts';
import type { App } from './app.ts';
import { commandOf, subjectOf, type LeadKey, type Request } from './request.ts';
import { startOfDay } from './start-of-day.ts';

export type Considered = {
  readonly situation: Situation;
  readonly direction: Direction;
  readonly decision: Decision;
  readonly now: Moment;
};

/** Null for a lead that is not there. `by` is null for the clock. */
export async function consider(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  asked: { readonly lead: LeadKey; readonly by: MemberId | null; readonly request: Request },
): Promise<Considered | null> {
  const { lead, by, request } = asked;
  const now = app.clock.now();
  const playbook = app.playbook();
  const situation = await readSituation(app.database.db, {
    lead,
    actor: by,
    subject: subjectOf(request),
    dayStart: startOfDay(now, playbook.timeZone),
  });
  if (!situation) return null;
  const direction = directionOf(situation, playbook);
  return { situation, direction, now, decision: decided(situation, direction, by, request, now) };
}

function decided(
  situation: Situation,
  policy: Direction,
  by: MemberId | null,
  request: Request,
  now: Moment,
): Decision {
  const actor = situation.actor;
  if (by !== null && actor === null) return { ok: false, refusal: { code: 'not_active' } };
  return decide(commandOf(request, situation), situation.view.lead, { actor, now, policy });
}

function directionOf(situation: Situation, playbook: Playbook): Direction {
  const name = situation.view.lead.direction;
  const direction = playbook.directions[name];
  if (!direction) {
    throw new Error(`The playbook has no direction "${name}" any more, and leads are in it. Put it back.`);
  }
  return direction;
}
