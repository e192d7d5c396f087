/**
 * What is done when something can't be delivered any more: it is put aside, counted, and named to the managers once.
 * In one transaction, so that nothing is put aside that nobody is told of.
 */
import type { Platform } from '../../core/member.ts';
import { saveIdentity } from '../../storage/members.ts';
import { buryPlace, settleWork, tellOnce } from '../../storage/outbox.ts';
import type { Work } from '../../storage/outbox.ts';
import type { Db } from '../../storage/tables.ts';
import type { App } from '../app.ts';
import { tellOfLostPlatform } from '../lost-platform.ts';
import type { Trouble } from './trouble.ts';

type BuryApp = Pick<App, 'database' | 'clock' | 'wake' | 'log'>;

/** The bot may not write to this channel or person: everything for it waits until it is let in again. */
export async function shutOut(app: BuryApp, work: Work): Promise<void> {
  const { to, platform } = work;
  const problem = to.type === 'person' ? 'blocked' : 'not_authorized';
  const told: Trouble | null =
    to.type === 'channel'
      ? { trouble: 'place_shut', platform, channel: to.channel }
      : to.member === null
        ? null
        : { trouble: 'person_shut', platform, member: to.member };
  app.log.warn({ platform, lane: work.lane, problem }, 'a place can not be written to any more');
  await inOne(app, work, problem, async (trx) => {
    // First, so that the managers are not told in the very place that is shut.
    const isNews = await buryPlace(trx, work.lane, problem);
    if (to.type === 'person') await saveIdentity(trx, { platform, person: to.person, reachable: false });
    // Whoever shut it before has told it: the platform itself, or another delivery.
    if (told && isNews)
      await tellManagers(trx, app, work, `shut:${work.lane}:${work.id}:${work.wanted}`, told);
  });
}

/** The platform refuses what is in it. */
export async function refuse(app: BuryApp, work: Work): Promise<void> {
  app.log.error(
    { platform: work.platform, work: work.id, kind: work.kind },
    'the platform refuses a message',
  );
  await inOne(app, work, 'rejected', async (trx) => {
    // A refused message about refused messages would never end.
    if (work.kind === 'tell managers') return;
    // A platform refuses the homes of all or of none.
    const key = work.kind === 'home' ? `refused:home:${work.platform}` : `refused:${work.id}`;
    await tellManagers(trx, app, work, key, {
      trouble: 'refused',
      platform: work.platform,
      what: whatIs(work),
      number: work.view?.lead.number ?? null,
    });
  });
}

function whatIs({ kind, view }: Work): Extract<Trouble, { readonly trouble: 'refused' }>['what'] {
  if (kind === 'home' || kind === 'digest') return kind;
  if (view === null) return 'other';
  return kind === 'tell' ? 'message' : 'card';
}

/** The platform takes nothing from us any more; what is to be shown there waits. */
export async function losePlatform(app: BuryApp, platform: Platform): Promise<void> {
  const { db } = app.database;
  const isNews = await db.transaction().execute((trx) => tellOfLostPlatform(trx, app, platform));
  if (isNews) app.wake();
}

async function inOne(app: BuryApp, work: Work, why: string, tell: (trx: Db) => Promise<void>): Promise<void> {
  await app.database.db.transaction().execute(async (trx) => {
    const isOurs = await settleWork(trx, work, { type: 'buried', why }, app.clock.now());
    if (isOurs) await tell(trx);
  });
  app.wake();
}

async function tellManagers(trx: Db, app: BuryApp, work: Work, key: string, body: Trouble): Promise<void> {
  await tellOnce(trx, {
    key,
    now: app.clock.now(),
    to: { type: 'managers', direction: work.view?.lead.direction ?? null },
    kind: 'tell managers',
    body,
  });
}
