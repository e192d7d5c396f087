/** Gives somebody the oldest free lead that they may claim. One that somebody else gets first is passed over. */
import type { MemberId } from '../core/lead.ts';
import type { Role, Via } from '../core/member.ts';
import { rolesOf } from '../core/roles.ts';
import { isDelivered, recordInVain, type Delivery } from '../storage/ledger.ts';
import { listFree } from '../storage/list-leads.ts';
import { findMember, type Member } from '../storage/members.ts';
import type { App } from './app.ts';
import { carryOut, type CommandOutcome } from './handle-command.ts';
import { holdsOneIn } from './roles-in.ts';

export type PullOutcome =
  | CommandOutcome
  | {
      readonly ok: false;
      readonly refusal:
        | { readonly code: 'nothing_free' }
        /** The platform brought this before, and it was answered then. */
        | { readonly code: 'given_before' }
        | { readonly code: 'not_active' }
        | { readonly code: 'not_allowed'; readonly needs: readonly Role[] };
    };

export type Pull = {
  readonly by: MemberId;
  /** Null: any in which they may claim. */
  readonly direction: string | null;
  readonly via: Via;
  readonly delivery?: Delivery;
};

type PullApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>;

export async function pullNext(app: PullApp, pull: Pull): Promise<PullOutcome> {
  const { by, delivery } = pull;
  const member = await findMember(app.database.db, by);
  if (!member?.active) return { ok: false, refusal: { code: 'not_active' } };
  const directions = claimableBy(app, member, pull.direction);
  if (directions.length === 0) return { ok: false, refusal: { code: 'not_allowed', needs: ['prospector'] } };
  if (delivery && (await isDelivered(app.database.db, delivery))) {
    return { ok: false, refusal: { code: 'given_before' } };
  }
  const outcome = await claimOldest(app, pull, directions);
  if (delivery && !outcome.ok) await recordInVain(app.database.db, delivery);
  return outcome;
}

function claimableBy(
  { playbook }: Pick<App, 'playbook'>,
  member: Member,
  wanted: string | null,
): readonly string[] {
  return Object.values(playbook().directions)
    .filter(({ direction }) => wanted === null || direction === wanted)
    .filter(({ direction, shape }) => holdsOneIn(member, rolesOf('prospecting', shape), direction))
    .map(({ direction }) => direction);
}

/** How many are looked at at once; when so many people pull at the same time that all are gone, more are read. */
const readAtOnce = 10;
const readsAtMost = 10;

async function claimOldest(
  app: PullApp,
  { by, via, delivery }: Pull,
  directions: readonly string[],
): Promise<PullOutcome> {
  for (let reads = 0; reads < readsAtMost; reads += 1) {
    const free = await listFree(app.database.db, directions, readAtOnce);
    for (const { lead } of free) {
      const outcome = await carryOut(app, {
        lead: { ref: lead.ref },
        by,
        via,
        command: { type: 'claim', atOnce: true },
        ...(delivery ? { delivery } : {}),
      });
      if (outcome.ok && outcome.repeated) return { ok: false, refusal: { code: 'given_before' } };
      if (!isGone(outcome)) return outcome;
    }
    if (free.length < readAtOnce) break;
  }
  return { ok: false, refusal: { code: 'nothing_free' } };
}

/** Somebody else got it, or closed it, since the list was read. */
function isGone(outcome: CommandOutcome): boolean {
  if (outcome.ok) return outcome.unchanged;
  const { code } = outcome.refusal;
  return (
    code === 'already_claimed' ||
    code === 'not_your_turn' ||
    code === 'wrong_stage' ||
    code === 'erased' ||
    code === 'not_found'
  );
}
