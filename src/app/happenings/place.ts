/**
 * A place can't be used any more, can be used again, or has moved. Nothing is lost: what is to be shown there waits, and
 * the managers hear once what to do.
 */
import type { PlaceProblem } from '../../core/place.ts';
import {
  isBound,
  listShut,
  moveLanes,
  openLanes,
  shutLanes,
  type ChannelLanes,
} from '../../storage/lanes.ts';
import { askPlatform } from '../ask-platform.ts';
import { once, tellManagers, type HappeningApp, type Of } from './once.ts';

export async function placeLost(app: HappeningApp, happening: Of<'place lost'>): Promise<void> {
  const { platform, place, problem } = happening;
  if (!(await isBound(app.database.db, { platform, channel: place.channel }))) return;
  await once(app, happening, async (trx) => {
    const shut = await shutLanes(trx, lanesOf(happening), problem);
    const [first] = shut;
    // Told when it is shut, and not again by whoever notices it later.
    if (!first) return;
    app.log.warn({ platform, problem }, 'a place can not be used any more');
    const isOne = shut.every(({ direction }) => direction === first.direction);
    await tellManagers(
      trx,
      app,
      happening,
      {
        trouble: 'place_lost',
        platform,
        channel: place.channel,
        problem,
        audiences: [...new Set(shut.map(({ audience }) => audience))],
      },
      isOne ? first.direction : null,
    );
  });
}

/** A closed topic is one alone, also the one that has no id; everything else befalls a channel with all its topics. */
function lanesOf({ platform, place, problem }: Of<'place lost'>): ChannelLanes {
  const thread = place.thread ?? (problem === 'topic_closed' ? '' : null);
  return { platform, channel: place.channel, thread };
}

const patienceMs = 1_500;

export async function placeUsable(app: HappeningApp, happening: Of<'place usable'>): Promise<void> {
  const { platform, place } = happening;
  const { channel } = place;
  const shut = await listShut(app.database.db, { platform, channel });
  const until = app.clock.now() + patienceMs;
  const opened: string[] = [];
  for (const { thread, problem } of shut) {
    if (place.thread !== null && place.thread !== thread) continue;
    if (await isWell(app, { platform, channel, thread, problem }, until)) opened.push(thread);
  }
  if (opened.length === 0) return;
  await once(app, happening, async (trx) => {
    for (const thread of opened) await openLanes(trx, { platform, channel, thread });
  });
}

/** Where nobody answers, trying to write there will tell; save where it would tell others what is not for them. */
async function isWell(
  app: HappeningApp,
  lane: { platform: Of<'place usable'>['platform']; channel: string; thread: string; problem: string },
  until: number,
): Promise<boolean> {
  const adapter = app.adapters.get(lane.platform);
  if (!adapter) return false;
  const { channel, thread } = lane;
  const check = await askPlatform(app.clock, until, () =>
    adapter.check({ channel, thread: thread === '' ? null : thread }),
  );
  return check ? check.ok : lane.problem !== ('shared_with_others' satisfies PlaceProblem);
}

export async function placeMoved(app: HappeningApp, happening: Of<'place moved'>): Promise<void> {
  const { platform, from, to, keepsMessages } = happening;
  if (!(await isBound(app.database.db, { platform, channel: from }))) return;
  await once(app, happening, async (trx) => {
    await moveLanes(trx, { platform, from, to, keepsMessages });
  });
}
