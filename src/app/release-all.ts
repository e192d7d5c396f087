/**
 * Frees what a person may not hold any more, because they left, lost a role or were suspended everywhere: lead by lead,
 * by the same rules as everything else, and in pieces, so that presses pass between. Managers are told once, in sum.
 *
 * Run again it does nothing, so what a process did not finish is finished by the next one.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { isAlive, type Lead, type MemberId } from '../core/lead.ts';
import type { Via } from '../core/member.ts';
import type { Playbook } from '../core/policy.ts';
import { rolesToHold } from '../core/roles.ts';
import { listLeads } from '../storage/list-leads.ts';
import type { Member } from '../storage/members.ts';
import { tellOnce } from '../storage/outbox.ts';
import type { App } from './app.ts';
import { handleCommand } from './handle-command.ts';
import { holdsOneIn } from './roles-in.ts';

const pieceSize = 25;

/** Answers how many are free now. */
export async function releaseAll(
  app: Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>,
  member: Member,
  { by, via }: { readonly by: MemberId | null; readonly via: Via },
): Promise<number> {
  if (member.load.claimed + member.load.accepted + member.load.accounts === 0) return 0;
  const { db } = app.database;
  const freed = new Map<string, number>();
  let cursor: string | null = null;
  do {
    const page = await listLeads(db, { custodian: member.id, cursor, limit: pieceSize });
    cursor = page.next;
    for (const { lead } of page.items) {
      if (mayHold(member, lead, app.playbook())) continue;
      const outcome = await handleCommand(app, {
        lead: { ref: lead.ref },
        by,
        via,
        command: { type: 'vacate', member: member.id },
        isSummed: true,
      });
      if (outcome.ok && !outcome.unchanged) freed.set(lead.direction, (freed.get(lead.direction) ?? 0) + 1);
    }
    // One tick, in which whatever waits for the embedded database's only connection gets its turn.
    await pause();
  } while (cursor !== null);

  const now = app.clock.now();
  for (const [direction, count] of freed) {
    await tellOnce(db, {
      key: `custody_freed:${member.id}:${direction}:${now}`,
      now,
      to: { type: 'managers', direction },
      kind: 'tell managers',
      body: { trouble: 'custody_freed', member: member.id, direction, count },
    });
  }
  if (freed.size > 0) app.wake();
  return [...freed.values()].reduce((sum, count) => sum + count, 0);
}

/** A direction that the playbook does not have any more is left as it is: the start refuses such a playbook. */
function mayHold(member: Member, lead: Lead, playbook: Playbook): boolean {
  const direction = playbook.directions[lead.direction];
  if (!isAlive(lead) || !direction) return true;
  return isSeated(member) && holdsOneIn(member, rolesToHold(lead, direction.shape), lead.direction);
}

/** Whether they are in the team and let in somewhere: somebody without any identity yet is not cut off. */
function isSeated({ active, identities }: Member): boolean {
  return active && (identities.length === 0 || identities.some(({ suspended }) => !suspended));
}
