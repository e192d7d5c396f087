/**
 * `plan`: how far it has come, of oneself and the team, or of all for managers; `plan qualified 40 month [NAME]
 * [direction]` sets it, `plan qualified nothing month` ends it.
 */
import { planCard, sayQuota } from '../../cards/plan-blocks.ts';
import type { PlanOptions } from '../../cards/plan-blocks.ts';
import type { Reply } from '../../chat/port.ts';
import { dropQuota, setQuota } from '../../storage/quotas.ts';
import { listMembers } from '../../storage/members.ts';
import { largestTarget } from '../../core/quota.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { directionMeant, manages } from '../people/manages.ts';
import { listDirections } from '../people/say-roles.ts';
import { concerns, countProgress } from '../plan/read-progress.ts';
import { readPlan } from '../plan/read-plan.ts';
import { readPlanned, readWritten } from '../plan/read-planned.ts';
import { isManager } from '../people/save-person.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, managerOf, personNamed, quiet } from './of-people.ts';

export const answerPlan: Answers = async (app, asking) => {
  const { caller, rest } = asking;
  if (!caller.member) return refuseUnknown(caller);
  return rest === '' ? showPlan(app, caller) : changePlan(app, asking);
};

async function showPlan(app: App, { member, language }: KnownCaller): Promise<Reply> {
  const isMine = concerns(
    member.id,
    member.roles.map(({ direction }) => direction),
  );
  const { quotas, unknown } = await readPlanned(app);
  const shown = quotas.filter((quota) => manages(member, quota.direction) || isMine(quota));
  // Whoever can mend the playbook's names hears of them.
  const nobody = isManager(member) ? unknown : [];
  if (shown.length === 0 && nobody.length === 0) return quiet(speak(language)('plan.none'));
  const card = planCard(await countProgress(app, shown), await planOptions(app, language), nobody);
  return { type: 'say', tone: 'done', text: card.title, card };
}

export async function planOptions(
  { database, playbook }: Pick<App, 'database' | 'playbook'>,
  language: PlanOptions['language'],
): Promise<PlanOptions> {
  const members = await listMembers(database.db);
  const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  return { language, playbook: playbook(), names };
}

async function changePlan(app: App, asking: Parameters<Answers>[1]): Promise<Reply> {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const read = readPlan(asking.rest, app.playbook());
  if (read === 'too_many') return refused(say('plan.tooMany', { max: largestTarget }));
  if (read === null) return refused(say('plan.help', { direction: listDirections(app.playbook()) }));
  const named = read.name === '' ? null : await personNamed(app, read.name, say);
  if (named && 'reply' in named) return named.reply;
  const direction = read.direction === undefined ? directionMeant(caller.member) : read.direction;
  if (!manages(caller.member, direction)) return refused(say('people.otherDirection'));

  const { step, per, target } = read;
  const quota = { direction, step, per, member: named?.member.id ?? null };
  const plan = sayQuota(quota, await planOptions(app, caller.language));
  const { db } = app.database;
  const written = await readWritten(app, quota);
  if (target === null) {
    const isDropped = await dropQuota(db, quota);
    if (written !== null) {
      return isDropped
        ? done(say('plan.droppedToPlaybook', { plan, written }))
        : refused(say('plan.inPlaybook', { plan, written }));
    }
    return isDropped ? done(say('plan.dropped', { plan })) : quiet(say('plan.notPlanned', { plan }));
  }
  await setQuota(db, { ...quota, target }, { by: caller.member.id, at: app.clock.now() });
  return written === null
    ? done(say('plan.set', { plan, target }))
    : done(say('plan.setOver', { plan, target, written }));
}
