/**
 * Places: a channel, group or topic is bound to an audience, of one direction or of all. Before it is kept, the platform
 * is asked whether the bot can work there, and whoever binds it hears what is missing.
 */
import type { Channel, ChatAdapter } from '../chat/port.ts';
import { NotAuthorized, RateLimited, Unreachable } from '../chat/errors.ts';
import {
  audiences,
  languages,
  platforms,
  type Audience,
  type Language,
  type Platform,
} from '../core/member.ts';
import {
  announceOpenLeads,
  deletePlace,
  insertPlace,
  listPlaces as listStored,
  type Place,
} from '../storage/places.ts';
import type { App } from './app.ts';
import { isPlatformId, shown } from './people/check-person.ts';
import { isLanguage, problem, type Problem } from './people/problem.ts';

export type PublicPlace = {
  readonly id: string;
  readonly platform: Platform;
  readonly channel: string;
  readonly thread: string | null;
  readonly audience: Audience;
  /** Null: all of them. */
  readonly direction: string | null;
  readonly language: Language;
  /** Why nothing reaches it any more; null while all is well. */
  readonly problem: string | null;
};

/** As it comes, from a request in chat, the page or the API. */
export type PlaceInput = {
  readonly platform: string;
  readonly channel: string;
  readonly thread?: string | null | undefined;
  readonly audience: string;
  readonly direction?: string | null | undefined;
  /** Absent: the playbook's. */
  readonly language?: string | null | undefined;
};

export type Bound =
  /** `isNew` is false for a binding that was there already. */
  | { readonly ok: true; readonly place: PublicPlace; readonly isNew: boolean }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type PlacesApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'adapters' | 'wake'>;

export async function bindPlace(app: PlacesApp, input: PlaceInput): Promise<Bound> {
  const checked = checkPlace(app, input);
  if (!checked.ok) return checked;
  const { adapter, place } = checked;
  const trouble = await troubleWith(adapter, place);
  if (trouble) return { ok: false, problems: [trouble] };
  const { db } = app.database;
  const now = app.clock.now();
  const kept = await insertPlace(db, { ...place, id: app.random.id('p'), createdAt: now });
  if (kept.isNew) {
    // What was waiting before there was a place for it is shown there, too; not all of a long past.
    await announceOpenLeads(db, { place: kept.id, atMost: app.playbook().announceAtMost, now });
  }
  app.wake();
  return {
    ok: true,
    isNew: kept.isNew,
    place: publicOf({ ...place, id: kept.id, problem: null }, app.playbook().language),
  };
}

/** Nothing new appears there any more, and what stands there is left as it is. False for a place that is not bound. */
export function unbindPlace(app: Pick<App, 'database'>, id: string): Promise<boolean> {
  return deletePlace(app.database.db, id);
}

/** Unbinds a channel from everything it was bound to, as far as `may` allows. Answers how many bindings that were. */
export async function unbindChannel(
  app: Pick<App, 'database'>,
  at: Channel & { readonly platform: Platform },
  may: (direction: string | null) => boolean,
): Promise<number> {
  const { db } = app.database;
  let count = 0;
  for (const { id, direction } of await listStored(db, { at })) {
    if (may(direction) && (await deletePlace(db, id))) count += 1;
  }
  return count;
}

export async function listPlaces(app: Pick<App, 'database' | 'playbook'>): Promise<readonly PublicPlace[]> {
  const places = await listStored(app.database.db);
  return places.map((place) => publicOf(place, app.playbook().language));
}

function publicOf(place: Omit<Place, 'createdAt'>, language: Language): PublicPlace {
  return {
    id: place.id,
    platform: place.platform,
    channel: place.channel,
    thread: place.thread,
    audience: place.audience,
    direction: place.direction,
    language: place.language ?? language,
    problem: place.problem,
  };
}

type CheckedPlace =
  | {
      readonly ok: true;
      readonly adapter: ChatAdapter;
      readonly place: Omit<Place, 'id' | 'problem' | 'createdAt'>;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

function checkPlace(app: Pick<App, 'playbook' | 'adapters'>, input: PlaceInput): CheckedPlace {
  const problems: Problem[] = [];
  const platform = platforms.find((known) => known === input.platform);
  const adapter = platform && app.adapters.get(platform);
  if (!platform) {
    const filling = { platform: shown(input.platform), known: platforms.join(', ') };
    problems.push(problem('platform', (say) => say('people.place.unknownPlatform', filling)));
  } else if (!adapter) {
    problems.push(
      problem('platform', (say) =>
        say('people.place.notConnected', { platform: say(`names.platform.${platform}`) }),
      ),
    );
  }
  const { directions } = app.playbook();
  const direction = input.direction ?? null;
  if (direction !== null && !Object.hasOwn(directions, direction)) {
    const filling = { direction: shown(direction), known: Object.keys(directions).join(', ') };
    problems.push(problem('direction', (say) => say('people.place.unknownDirection', filling)));
  }
  const audience = audiences.find((known) => known === input.audience);
  if (!audience) {
    const filling = { audience: shown(input.audience), known: audiences.join(', ') };
    problems.push(problem('audience', (say) => say('people.place.unknownAudience', filling)));
  }
  const language = input.language ?? null;
  const isSpoken = language === null || isLanguage(language);
  if (!isSpoken) {
    const filling = { language: shown(language), known: languages.join(', ') };
    problems.push(problem('language', (say) => say('people.place.unknownLanguage', filling)));
  }
  const thread = input.thread ?? null;
  if (!isPlatformId(input.channel)) {
    problems.push(problem('channel', (say) => say('people.place.badChannel')));
  }
  if (thread !== null && !isPlatformId(thread)) {
    problems.push(problem('thread', (say) => say('people.place.badThread')));
  }
  if (problems.length > 0 || !platform || !adapter || !audience || !isSpoken) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    adapter,
    place: { platform, channel: input.channel, thread, audience, direction, language },
  };
}

/** What stands in the way of working there; null when nothing does. */
async function troubleWith(adapter: ChatAdapter, place: Channel): Promise<Problem | null> {
  try {
    const check = await adapter.check({ channel: place.channel, thread: place.thread });
    return check.ok ? null : problem('channel', (say) => say(`people.place.${check.problem}`));
  } catch (error) {
    if (error instanceof NotAuthorized)
      return problem('channel', (say) => say('people.place.not_in_channel'));
    if (!(error instanceof Unreachable) && !(error instanceof RateLimited)) throw error;
    return problem('channel', (say) =>
      say('people.place.unreachable', { platform: say(`names.platform.${adapter.name}`) }),
    );
  }
}
