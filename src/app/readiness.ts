/**
 * Whether this process can work, and what is not as it should be: codes and numbers alone, since anybody may ask.
 *
 * Only a database that does not answer makes it unready. A platform that is down must not take the others out of
 * service, so that is named as a problem and no more.
 */
import type { Platform } from '../core/member.ts';
import { listInstance, readInstance } from '../storage/instance.ts';
import { outboxDepth } from '../storage/outbox.ts';
import { listPlaces } from '../storage/places.ts';
import type { App } from './app.ts';
import { lastAudit } from './audit.ts';
import { nameOfError } from './deliver/name-of-error.ts';

export type Readiness = {
  readonly ready: boolean;
  /** Codes, with a platform or a count after a colon where one belongs to it. */
  readonly problems: readonly string[];
  readonly engine: 'pglite' | 'postgres';
  readonly outbox: readonly {
    readonly platform: Platform;
    readonly waiting: number;
    readonly oldestSeconds: number | null;
    readonly buried: number;
  }[];
};

/** Something that waits longer than this on a platform says that the platform, or its deliverer, is in trouble. */
const lateSeconds = 120;
/** Long enough for a busy embedded database, short enough for whoever asks every few seconds. */
const patienceMs = 2_000;

type ReadinessApp = Pick<App, 'database' | 'clock' | 'playbook' | 'adapters' | 'connections' | 'log'>;

export async function readiness(app: ReadinessApp): Promise<Readiness> {
  const { engine } = app.database;
  const facts = await withinPatience(app, factsOf(app));
  if (facts === null) return { ready: false, problems: ['database_unreachable'], engine, outbox: [] };

  const { depths, shut, hash, lost, audited } = facts;
  const outbox = depths.map(({ platform, waiting, buried, oldestAt }) => ({
    platform,
    waiting,
    buried,
    oldestSeconds: oldestAt === null ? null : Math.max(Math.floor((app.clock.now() - oldestAt) / 1000), 0),
  }));
  const problems = [
    ...outbox.flatMap(({ platform, waiting, buried, oldestSeconds }) => [
      ...(waiting > 0 && !app.adapters.has(platform) ? [`platform_not_configured:${platform}`] : []),
      ...(app.adapters.has(platform) && oldestSeconds !== null && oldestSeconds > lateSeconds
        ? [`platform_late:${platform}`]
        : []),
      ...(buried > 0 ? [`undeliverable:${platform}:${buried}`] : []),
    ]),
    ...lost.map((platform) => `platform_lost:${platform}`),
    ...(app.adapters.size === 0 ? ['no_platform'] : []),
    ...[...app.connections].flatMap(([platform, connection]) =>
      connection === 'connected' ? [] : [`platform_${connection}:${platform}`],
    ),
    ...(shut > 0 ? [`places_shut:${shut}`] : []),
    ...(hash !== null && hash !== app.playbook().hash ? ['playbook_differs'] : []),
    ...(audited?.isSilent ? ['audit_silent'] : []),
    ...(audited && !audited.isSilent && audited.stuck > 0 ? [`stuck:${audited.stuck}`] : []),
  ];
  return { ready: true, problems, engine, outbox };
}

/** Where the platform itself has turned the bot out. */
const lostPrefix = 'platform_lost:';

async function factsOf(app: ReadinessApp) {
  const { db } = app.database;
  const [depths, places, hash, losses, audited] = await Promise.all([
    outboxDepth(db),
    listPlaces(db),
    readInstance(db, 'playbook_hash'),
    listInstance(db, lostPrefix),
    lastAudit(app),
  ]);
  const shut = places.filter((place) => place.problem !== null).length;
  return { depths, shut, hash, audited, lost: losses.map(({ key }) => key.slice(lostPrefix.length)) };
}

/** Null if it failed or did not come in time; a database that hangs must not hang whoever asks about it. */
async function withinPatience<T>({ clock, log }: ReadinessApp, asked: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const cancel = clock.at(clock.now() + patienceMs, () => resolve(null));
  try {
    return await Promise.race([asked, late]);
  } catch (error) {
    log.warn({ error: nameOfError(error) }, 'the database did not answer');
    return null;
  } finally {
    cancel();
  }
}
