/**
 * What is free is given by turns, or to one of those who pressed in the same seconds; what nobody could take is held,
 * and released oldest first. Whose turn it is, is decided by the rules; here they are only asked.
 */
import { fairOrder, nextOffer, type Candidate } from '../../core/distribution.ts';
import { hasRoom } from '../../core/decide/take-on.ts';
import type { Lead } from '../../core/lead.ts';
import type { Load } from '../../core/member.ts';
import { takingCommand } from '../../cards/offer-card.ts';
import { rolesOf, segmentOf, type Segment } from '../../core/roles.ts';
import { addAtAverage, listCandidates, listHeld, type Seated } from '../../storage/candidates.ts';
import type { App } from '../app.ts';
import { directionOf } from '../direction-of.ts';
import { handleCommand } from '../handle-command.ts';
import type { Request } from '../request.ts';

export type OfferApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>;

const heldIn: Readonly<Record<Segment, keyof Load>> = {
  prospecting: 'claimed',
  closing: 'accepted',
  account: 'accounts',
};

/** Whose turn it is now. */
export async function offerCommand(app: OfferApp, lead: Lead): Promise<Request> {
  const candidates = await candidatesFor(app, lead);
  await placeNew(app, lead, candidates);
  const next = nextOffer(
    lead,
    candidates.map((one) => ({ ...one, lastAt: one.lastTurnAt })),
    () => app.random.number(),
  );
  if (next.type === 'hold') return { type: 'hold' };
  return { type: 'offer', to: next.type === 'offer' ? next.to : null };
}

/** Who comes new stands at the average from the first time on that they are thought of. */
async function placeNew(
  { database, clock }: OfferApp,
  lead: Lead,
  candidates: readonly Seated[],
): Promise<void> {
  const segment = segmentOf(lead);
  const members = candidates.flatMap(({ id, turns }) => (turns === null ? [id] : []));
  if (segment === null || members.length === 0) return;
  await addAtAverage(database.db, { direction: lead.direction, segment, members, now: clock.now() });
}

/** Gives it to the first, in the order of who waits longest, who can have it. Answers whether anybody could. */
export async function drawLead(app: OfferApp, lead: Lead): Promise<boolean> {
  const candidates = new Map((await candidatesFor(app, lead)).map((one) => [one.id, one]));
  const asked = (lead.asked ?? []).map((id) => ({ id, lastAt: candidates.get(id)?.lastTakenAt ?? null }));
  for (const by of fairOrder(asked, () => app.random.number())) {
    const outcome = await handleCommand(app, {
      lead: { ref: lead.ref },
      by,
      via: 'clock',
      command: { type: takingCommand(lead.stage), atOnce: true },
    });
    if (outcome.ok) return true;
    // It is not free any more: a manager has given it to somebody, or it was closed.
    if (outcome.refusal.code !== 'limit_reached' && outcome.refusal.code !== 'away') break;
  }
  const over = await handleCommand(app, {
    lead: { ref: lead.ref },
    by: null,
    via: 'clock',
    command: { type: 'draw' },
  });
  return over.ok && !over.unchanged;
}

const pieceSize = 25;

/** What waits is offered as soon as somebody can take it, the oldest first. */
export async function releaseHeld(app: OfferApp): Promise<number> {
  const shut = new Set<string>();
  let released = 0;
  for (const lead of await listHeld(app.database.db, pieceSize)) {
    const key = `${lead.direction} ${segmentOf(lead)}`;
    if (shut.has(key)) continue;
    const command = await offerCommand(app, lead);
    if (command.type === 'hold') {
      shut.add(key);
      continue;
    }
    const outcome = await handleCommand(app, { lead: { ref: lead.ref }, by: null, via: 'clock', command });
    if (outcome.ok && !outcome.unchanged) released += 1;
  }
  return released;
}

export async function candidatesFor(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  lead: Lead,
): Promise<readonly (Seated & Omit<Candidate, 'lastAt'>)[]> {
  const segment = segmentOf(lead);
  if (segment === null) return [];
  const direction = directionOf(lead, app.playbook());
  const seated = await listCandidates(app.database.db, {
    direction: lead.direction,
    segment,
    roles: rolesOf(segment, direction.shape),
    now: app.clock.now(),
  });
  return seated.map((one) => ({ ...one, isFree: hasRoom(one, heldIn[segment], direction.limits) }));
}
