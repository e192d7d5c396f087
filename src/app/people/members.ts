/** People over the API and from the manager's desk: listed, added, changed, taken out of the team and brought back. */
import type { MemberId } from '../../core/lead.ts';
import type { Load, Platform } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import {
  findMember,
  insertMember,
  listMembers,
  type HeldRole,
  type Member,
  type MemberChanges,
  type NewIdentity,
} from '../../storage/members.ts';
import { setGrants, setRoles } from './change-roles.ts';
import { checkPerson, type CheckedPerson, type LimitsInput, type PersonInput } from './check-person.ts';
import { personOf, type PublicPerson } from './person-of.ts';
import { inEach, problem, type Problem } from './problem.ts';
import { savePerson, type Changer, type PeopleApp, type PersonSaved } from './save-person.ts';

export type PersonChanged =
  /** `released`: how many leads of theirs are free for others now. */
  | { readonly ok: true; readonly person: PublicPerson; readonly released: number }
  | { readonly ok: false; readonly problems: readonly Problem[] }
  /** The input is right, but it can't be done now. */
  | { readonly ok: false; readonly refused: Problem }
  | { readonly ok: false; readonly notFound: true };

/** Everybody, by name; those who left the team, too. */
export async function listPeople(
  app: Pick<PeopleApp, 'database' | 'clock' | 'playbook'>,
): Promise<readonly PublicPerson[]> {
  const members = await listMembers(app.database.db);
  return members.map((member) => publicOf(app, member));
}

export async function findPublicPerson(
  app: Pick<PeopleApp, 'database' | 'clock' | 'playbook'>,
  id: MemberId,
): Promise<PublicPerson | null> {
  const member = await findMember(app.database.db, id);
  return member && publicOf(app, member);
}

export async function createMember(app: PeopleApp, input: PersonInput): Promise<PersonChanged> {
  const checked = checkPerson({ ...input, name: input.name ?? '' }, app.playbook());
  if (!checked.ok) return checked;
  const { person } = checked;
  const id = app.random.id('m');
  const added = await insertMember(app.database.db, {
    id,
    name: person.name ?? '',
    language: person.language ?? null,
    timeZone: person.timeZone ?? null,
    createdAt: app.clock.now(),
    roles: rolesOf([], person, app.playbook()) ?? [],
    identities: [...person.identities].flatMap(([platform, one]) =>
      one === null ? [] : [{ platform, person: one }],
    ),
  });
  if (added === 'not_found') throw new Error('A new member was not kept.');
  if (added !== 'saved') return taken(person, await findMember(app.database.db, added.identityOf));
  if (person.active === false) return changeMember(app, id, { active: false }, { by: null, via: 'api' });
  const member = await findMember(app.database.db, id);
  if (!member) throw new Error('A new member could not be read.');
  return { ok: true, person: publicOf(app, member), released: 0 };
}

/**
 * What is absent stays. `active: false` takes somebody out of the team: their identities are free, their roles are
 * kept for the history, and what they had is free for others. `active: true` brings them back.
 */
export async function changeMember(
  app: PeopleApp,
  id: MemberId,
  input: PersonInput,
  changer: Changer,
): Promise<PersonChanged> {
  const checked = checkPerson(input, app.playbook());
  if (!checked.ok) return checked;
  const saved = await savePerson(
    app,
    id,
    (member) => changesOf(member, checked.person, app.playbook()),
    changer,
  );
  return answerOf(app, saved, checked.person);
}

function changesOf(member: Member, person: CheckedPerson, playbook: Playbook): MemberChanges {
  const isLeaving = person.active === false;
  const roles = rolesOf(member.roles, person, playbook);
  return {
    ...(person.name !== undefined && { name: person.name }),
    ...(person.language !== undefined && { language: person.language }),
    ...(person.timeZone !== undefined && { timeZone: person.timeZone }),
    ...(person.active !== undefined && { active: person.active }),
    ...(roles !== null && { roles }),
    ...(person.limits !== undefined && { limits: mergeLimits(member.limits, person.limits) }),
    ...(isLeaving && { identities: [], awayUntil: null, deputy: null }),
    ...(!isLeaving && person.identities.size > 0 && { identities: identitiesOf(member, person.identities) }),
  };
}

/** What is absent stays; null is the playbook's again. */
export function mergeLimits(held: Partial<Load>, said: LimitsInput): Partial<Load> {
  const limits = { ...held };
  for (const key of ['claimed', 'accepted', 'accounts'] as const) {
    const limit = said[key];
    if (limit === null) delete limits[key];
    else if (limit !== undefined) limits[key] = limit;
  }
  return limits;
}

/** What they hold afterwards; null where nothing was said of it. */
function rolesOf(
  held: readonly HeldRole[],
  person: CheckedPerson,
  playbook: Playbook,
): readonly HeldRole[] | null {
  if (person.grants) return setGrants(held, person.grants, { directions: Object.keys(playbook.directions) });
  return person.roles === undefined ? null : setRoles(held, person.roles, person);
}

function identitiesOf(member: Member, changed: ReadonlyMap<Platform, string | null>): readonly NewIdentity[] {
  const kept = member.identities.filter(({ platform }) => !changed.has(platform));
  const added = [...changed].flatMap(([platform, person]) => (person === null ? [] : [{ platform, person }]));
  return [...kept, ...added].map(({ platform, person }) => ({ platform, person }));
}

function answerOf(app: PeopleApp, saved: PersonSaved, person: CheckedPerson): PersonChanged {
  if (saved.ok) return { ok: true, person: publicOf(app, saved.member), released: saved.released };
  switch (saved.why) {
    case 'not_found':
      return { ok: false, notFound: true };
    case 'last_manager':
      return { ok: false, refused: lastManager(saved.member, person.active === false ? 'active' : 'roles') };
    case 'identity_taken':
      return taken(person, saved.by);
  }
}

export function lastManager({ name }: Member, field: string): Problem {
  return { field, says: inEach((say) => say('people.person.lastManager', { name })) };
}

function taken(person: CheckedPerson, by: Member | null): PersonChanged {
  const identities = by?.identities ?? [];
  const clash = [...person.identities].find(([platform, id]) =>
    identities.some((one) => one.platform === platform && one.person === id),
  );
  const platform = clash?.[0] ?? 'web';
  return {
    ok: false,
    problems: [
      problem(clash ? `identities.${platform}` : 'identities', (say) =>
        say('people.person.identityTaken', {
          platform: say(`names.platform.${platform}`),
          name: by?.name ?? say('names.somebody'),
        }),
      ),
    ],
  };
}

function publicOf(app: Pick<PeopleApp, 'clock' | 'playbook'>, member: Member): PublicPerson {
  return personOf(member, { playbook: app.playbook(), now: app.clock.now() });
}
