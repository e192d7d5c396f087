/** What is missing before leads can pass: places that nobody has named, roles that nobody holds; else how the first one comes. */
import type { Audience, Language, Platform, Role } from '../../core/member.ts';
import type { Direction } from '../../core/policy.ts';
import { audienceOf, rolesOf } from '../../core/roles.ts';
import { listLeads } from '../../storage/list-leads.ts';
import { listMembers } from '../../storage/members.ts';
import { listPlaces, type Place } from '../../storage/places.ts';
import { sayList } from '../../words/list.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { holdsOneIn } from '../roles-in.ts';

const segments = ['prospecting', 'closing', 'account'] as const;

/** Of one direction, or of all. Sentences for a manager; none where leads come in and nothing is missing. */
export async function nextToBegin(
  app: Pick<App, 'database' | 'playbook'>,
  { direction, platform, language }: { direction: string | null; platform: Platform; language: Language },
): Promise<readonly string[]> {
  const { db } = app.database;
  const say = speak(language);
  const all = Object.values(app.playbook().directions);
  const meant = all.filter((one) => direction === null || one.direction === direction);
  // The page's channels are there from the beginning; who works in a chat does not look at them.
  const places = (await listPlaces(db)).filter((place) => platform === 'web' || place.platform !== 'web');
  const commands = missingPlaces(meant, places, all.length).map((command) =>
    say('people.here.command', { command }),
  );
  const members = (await listMembers(db, { active: true })).filter(
    ({ sample }) => platform === 'web' || !sample,
  );
  const roles = new Set(
    meant.flatMap((one) =>
      segments
        .filter(
          (segment) =>
            !members.some((member) => holdsOneIn(member, rolesOf(segment, one.shape), one.direction)),
        )
        .flatMap((segment) => rolesOf(segment, one.shape).slice(0, 1)),
    ),
  );
  const missing = [
    ...(commands.length === 0 ? [] : [say('people.here.next', { commands: sayList(commands, language) })]),
    ...(roles.size === 0 ? [] : [say('people.here.nobody', { roles: sayRoles([...roles], language) })]),
  ];
  if (missing.length > 0) return missing;
  const { items } = await listLeads(db, { limit: 1, ...(direction === null ? {} : { direction }) });
  return items.length === 0 ? [say('people.here.first')] : [];
}

/** `closers`, or `closers facades` where only that one lacks it. */
function missingPlaces(
  meant: readonly Direction[],
  places: readonly Pick<Place, 'audience' | 'direction'>[],
  directions: number,
): readonly string[] {
  const needed = new Map<Audience, string[]>();
  for (const one of meant) {
    for (const audience of [
      ...segments.map((segment) => audienceOf(segment, one.shape)),
      'managers',
    ] as const) {
      const isThere = places.some(
        (place) =>
          place.audience === audience && (place.direction === null || place.direction === one.direction),
      );
      const lacking = needed.get(audience) ?? [];
      if (!isThere && !lacking.includes(one.direction)) needed.set(audience, [...lacking, one.direction]);
    }
  }
  return [...needed].flatMap(([audience, lacking]) =>
    lacking.length === directions ? [audience] : lacking.map((id) => `${audience} ${id}`),
  );
}

function sayRoles(roles: readonly Role[], language: Language): string {
  const say = speak(language);
  return sayList(
    roles.map((role) => say(`names.role.${role}`)),
    language,
    'or',
  );
}
