/**
 * A sick day: all that one person has in hand goes to somebody else, or back to where others can take it. First told in
 * counts, then done, so many at a time.
 */
import type { MemberId, Stage } from '../../core/lead.ts';
import type { Refusal } from '../../core/refusal.ts';
import { rolesToHold } from '../../core/roles.ts';
import { countHeld, type HeldGroup } from '../../storage/count-held.ts';
import { BadCursor, listLeads } from '../../storage/list-leads.ts';
import { findMember, type Member } from '../../storage/members.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { holdsOneIn } from '../roles-in.ts';
import { manages } from '../people/manages.ts';
import { bulkAtMost, runBulk, type BulkApp, type BulkBy, type BulkResult } from './bulk.ts';

/** To nobody: to where others can take it. */
export type Move = { readonly from: MemberId; readonly to: MemberId | null };

export type MovePreview = {
  readonly groups: readonly {
    readonly stage: Stage;
    readonly direction: string;
    readonly count: number;
    /** Why these would stay; null if they go. */
    readonly says: string | null;
  }[];
  readonly going: number;
  readonly staying: number;
};

type No = { readonly ok: false; readonly says: string };

export async function previewMove(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  by: BulkBy,
  { from, to }: Move,
): Promise<{ readonly ok: true; readonly value: MovePreview } | No> {
  const { db } = app.database;
  const [manager, target, held] = [
    await findMember(db, by.member),
    to === null ? null : await findMember(db, to),
    await countHeld(db, from),
  ];
  if (manager === null || (to !== null && !target?.active) || to === from)
    return { ok: false, says: speak(by.language)('page.problems.unknownPerson') };
  const groups = held.map((group) => ({ ...group, says: whyNot(app, by, { manager, target, group }) }));
  const sum = (some: readonly HeldGroup[]) => some.reduce((all, { count }) => all + count, 0);
  return {
    ok: true,
    value: {
      groups,
      going: sum(groups.filter(({ says }) => says === null)),
      staying: sum(groups.filter(({ says }) => says !== null)),
    },
  };
}

/** `next`: where to go on; null when that was all. What can not be moved is passed over, and told. */
export async function moveAll(
  app: BulkApp,
  by: BulkBy,
  { from, to, cursor }: Move & { readonly cursor: string | null },
): Promise<{ readonly ok: true; readonly value: BulkResult & { readonly next: string | null } } | No> {
  const { db } = app.database;
  const say = speak(by.language);
  const target = to === null ? null : await findMember(db, to);
  if ((to !== null && !target?.active) || to === from || (await findMember(db, from)) === null)
    return { ok: false, says: say('page.problems.unknownPerson') };
  try {
    const page = await listLeads(db, { custodian: from, cursor, limit: bulkAtMost });
    const deed = to === null ? ({ type: 'free' } as const) : ({ type: 'assign', to } as const);
    const leads = page.items.map(({ lead }) => ({ ref: lead.ref, revision: lead.revision }));
    return { ok: true, value: { ...(await runBulk(app, by, deed, leads)), next: page.next } };
  } catch (error) {
    if (!(error instanceof BadCursor)) throw error;
    return { ok: false, says: say('page.problems.unreadable') };
  }
}

/** The rules decide when it is done; this says beforehand what they would say. */
function whyNot(
  app: Pick<App, 'playbook' | 'clock'>,
  { language }: BulkBy,
  {
    manager,
    target,
    group,
  }: { readonly manager: Member; readonly target: Member | null; readonly group: HeldGroup },
): string | null {
  const direction = app.playbook().directions[group.direction];
  if (!direction || !manages(manager, group.direction)) return speak(language)('page.bulk.otherDirection');
  const needs = rolesToHold(group, direction.shape);
  if (target === null || holdsOneIn(target, needs, group.direction)) return null;
  const refusal: Refusal = { code: 'not_qualified_person', member: target.id, needs };
  return sayRefusal(refusal, { language, now: app.clock.now(), names: { [target.id]: target.name } });
}
