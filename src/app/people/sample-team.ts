/**
 * The sample team: made-up people, named as such, who are seated at the first start without any chat platform, so that
 * the whole conveyor can be tried on the page. With a platform configured nobody is invented.
 */
import { audiences, type Role } from '../../core/member.ts';
import { swapInstance } from '../../storage/instance.ts';
import { insertMember, listMembers, type Member } from '../../storage/members.ts';
import { insertPlace } from '../../storage/places.ts';
import { speak, type SentenceKey } from '../../words/say.ts';
import type { App } from '../app.ts';
import { inEach, type Problem } from './problem.ts';
import { savePerson, type Changer, type PeopleApp } from './save-person.ts';

/** Whether a sample team sits there now. Of any number of processes that start at once, one seats it. */
export async function seatSampleTeam(
  app: Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'adapters'>,
): Promise<boolean> {
  const { db } = app.database;
  const present = await listMembers(db);
  if (present.length > 0) return present.some(isSeated);
  if ([...app.adapters.keys()].some((platform) => platform !== 'web')) return false;
  const createdAt = app.clock.now();
  const say = speak(app.playbook().language);
  return db.transaction().execute(async (trx) => {
    // Seated once in the life of an installation: a team that was sent home does not come back.
    if (!(await swapInstance(trx, 'sample_team', null, true))) return true;
    for (const { name, roles } of seats) {
      const id = app.random.id('m');
      const saved = await insertMember(trx, {
        id,
        name: say(`people.sample.${name}`),
        language: null,
        timeZone: null,
        createdAt,
        sample: true,
        roles: roles.map((role) => ({ role, direction: null })),
        identities: [{ platform: 'web', person: id }],
      });
      if (saved !== 'saved') throw new Error('The sample team could not be seated.');
    }
    for (const [index, audience] of audiences.entries()) {
      await insertPlace(trx, {
        id: app.random.id('p'),
        platform: 'web',
        channel: audience,
        thread: null,
        audience,
        direction: null,
        language: null,
        createdAt: createdAt + index,
      });
    }
    return true;
  });
}

export type Dismissed =
  | { readonly ok: true; readonly count: number }
  | { readonly ok: false; readonly refused: Problem };

/** Sends the whole sample team home at one go. It stays as long as there is no real manager, or nobody could manage. */
export async function dismissSampleTeam(app: PeopleApp, changer: Changer): Promise<Dismissed> {
  const members = await listMembers(app.database.db, { active: true });
  if (!members.some((member) => !member.sample && member.roles.some(({ role }) => role === 'manager'))) {
    return {
      ok: false,
      refused: { field: 'sample', says: inEach((say) => say('people.person.sampleNeeded')) },
    };
  }
  const samples = members.filter(isSeated);
  for (const { id } of samples) {
    const changes = { active: false, identities: [], awayUntil: null, deputy: null };
    await savePerson(app, id, () => changes, changer);
  }
  return { ok: true, count: samples.length };
}

function isSeated(member: Member): boolean {
  return member.sample && member.active;
}

type SampleName = SentenceKey extends infer K
  ? K extends `people.sample.${infer Name}`
    ? Name
    : never
  : never;

const seats: readonly { readonly name: SampleName; readonly roles: readonly Role[] }[] = [
  { name: 'prospectorOne', roles: ['prospector'] },
  { name: 'prospectorTwo', roles: ['prospector'] },
  { name: 'closerOne', roles: ['closer'] },
  { name: 'closerTwo', roles: ['closer'] },
  { name: 'accountManager', roles: ['account_manager'] },
  { name: 'manager', roles: ['manager'] },
];
