/**
 * Checks what somebody sent about a person, all of it at once. It reads no database: whether an identity is free and
 * whether a manager remains is judged by whoever saves.
 */
import {
  languages,
  platforms,
  roles,
  type Language,
  type Load,
  type Platform,
  type Role,
} from '../../core/member.ts';
import { cleanText } from '../../core/plain-text.ts';
import type { Playbook } from '../../core/policy.ts';
import type { HeldRole } from '../../storage/members.ts';
import { isLanguage, problem, type Problem } from './problem.ts';

/** As it comes: from the API, the page or a typed request. Absent means: leave it. */
export type PersonInput = {
  readonly name?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** Where the roles count; null or absent: in all directions. */
  readonly direction?: string | null | undefined;
  /** All that they hold, each with where it counts (null: everywhere), instead of `roles` and `direction`. */
  readonly grants?: readonly { readonly role: string; readonly direction: string | null }[] | undefined;
  readonly language?: string | undefined;
  readonly timeZone?: string | undefined;
  /** The platform's own user ids; null takes one away. */
  readonly identities?: Readonly<Record<string, string | null | undefined>> | undefined;
  readonly active?: boolean | undefined;
  /** How much they may have in hand, of their own; null: as the playbook says. */
  readonly limits?: LimitsInput | undefined;
};

export type LimitsInput = { readonly [K in keyof Load]?: number | null | undefined };

export type CheckedPerson = {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly direction: string | null;
  readonly grants?: readonly HeldRole[];
  readonly language?: Language;
  readonly timeZone?: string;
  readonly identities: ReadonlyMap<Platform, string | null>;
  readonly active?: boolean;
  readonly limits?: LimitsInput;
};

export type Checked =
  | { readonly ok: true; readonly person: CheckedPerson }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const maxNameLength = 100;

export function checkPerson(input: PersonInput, playbook: Playbook): Checked {
  const problems: Problem[] = [];
  const name = input.name === undefined ? undefined : nameOf(input.name, problems);
  const held = input.roles === undefined ? undefined : rolesOf(input.roles, problems);
  const direction = directionOf(input, playbook, problems);
  const grants = input.grants === undefined ? undefined : grantsOf(input.grants, playbook, problems);
  const language = languageOf(input.language, problems);
  const timeZone = timeZoneOf(input.timeZone, problems);
  const identities = identitiesOf(input.identities ?? {}, problems);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    person: {
      direction,
      identities,
      ...(name !== undefined && { name }),
      ...(held !== undefined && { roles: held }),
      ...(grants !== undefined && { grants }),
      ...(language !== undefined && { language }),
      ...(timeZone !== undefined && { timeZone }),
      ...(input.active !== undefined && { active: input.active }),
      ...(input.limits !== undefined && { limits: input.limits }),
    },
  };
}

function nameOf(raw: string, problems: Problem[]): string | undefined {
  const name = cleanText(raw, { lines: false, max: raw.length + 1 });
  if (name === '') problems.push(problem('name', (say) => say('people.person.nameEmpty')));
  else if (name.length > maxNameLength) {
    problems.push(problem('name', (say) => say('people.person.nameTooLong')));
  } else return name;
  return undefined;
}

function rolesOf(raw: readonly string[], problems: Problem[]): readonly Role[] {
  for (const role of raw) {
    if (roles.some((known) => known === role)) continue;
    const known = roles.join(', ');
    problems.push(problem('roles', (say) => say('people.person.unknownRole', { role: shown(role), known })));
  }
  return roles.filter((role) => raw.includes(role));
}

function grantsOf(
  raw: NonNullable<PersonInput['grants']>,
  playbook: Playbook,
  problems: Problem[],
): readonly HeldRole[] {
  return raw.flatMap((grant) => {
    const direction = directionOf({ direction: grant.direction, roles: [] }, playbook, problems);
    return rolesOf([grant.role], problems).map((role) => ({ role, direction }));
  });
}

function directionOf(input: PersonInput, playbook: Playbook, problems: Problem[]): string | null {
  const direction = input.direction ?? null;
  if (direction === null) return null;
  if (!Object.hasOwn(playbook.directions, direction)) {
    const filling = { direction: shown(direction), known: Object.keys(playbook.directions).join(', ') };
    problems.push(problem('direction', (say) => say('people.person.unknownDirection', filling)));
  } else if (input.roles === undefined) {
    problems.push(problem('direction', (say) => say('people.person.directionWithoutRoles')));
  }
  return direction;
}

function languageOf(language: string | undefined, problems: Problem[]): Language | undefined {
  if (language === undefined || isLanguage(language)) return language;
  const filling = { language: shown(language), known: languages.join(', ') };
  problems.push(problem('language', (say) => say('people.person.unknownLanguage', filling)));
  return undefined;
}

function timeZoneOf(timeZone: string | undefined, problems: Problem[]): string | undefined {
  if (timeZone === undefined || isTimeZone(timeZone)) return timeZone;
  problems.push(
    problem('timeZone', (say) => say('people.person.unknownTimeZone', { timeZone: shown(timeZone) })),
  );
  return undefined;
}

/** A name of the IANA's list: a bare offset such as `+02:00` knows no summer. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/u.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function identitiesOf(
  raw: Readonly<Record<string, string | null | undefined>>,
  problems: Problem[],
): ReadonlyMap<Platform, string | null> {
  const identities = new Map<Platform, string | null>();
  for (const [key, id] of Object.entries(raw)) {
    const platform = platforms.find((known) => known === key);
    const field = `identities.${shown(key)}`;
    if (!platform) {
      const filling = { platform: shown(key), known: platforms.join(', ') };
      problems.push(problem(field, (say) => say('people.person.unknownPlatform', filling)));
    } else if (id !== undefined && id !== null && !isPlatformId(id)) {
      problems.push(problem(field, (say) => say('people.person.badIdentity')));
    } else if (id !== undefined) identities.set(platform, id);
  }
  return identities;
}

/** Opaque, but never empty, long, or with anything in it that does not print. */
export function isPlatformId(id: string): boolean {
  return /^[^\s\p{C}]{1,64}$/u.test(id);
}

/** What somebody sent, short enough to be told back. */
export function shown(text: string): string {
  const clean = cleanText(text, { lines: false, max: 40 });
  return clean === '' ? '?' : clean;
}
