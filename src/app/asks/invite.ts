/** `invite NAME ROLES [direction]`: a one-time code for somebody new, or for a further account of somebody known. */
import { recordDelivery } from '../../storage/ledger.ts';
import type { Button } from '../../cards/card.ts';
import type { Say } from '../../words/say.ts';
import type { App } from '../app.ts';
import { askPlatform } from '../ask-platform.ts';
import { pickPerson } from '../people/find-person.ts';
import { invite } from '../people/invite.ts';
import { directionMeant, manages } from '../people/manages.ts';
import { createMember } from '../people/members.ts';
import { sayProblems } from '../people/problem.ts';
import { directionAtEnd, rolesAtEnd, wordsIn } from '../people/read-words.ts';
import { listDirections, sayRoles } from '../people/say-roles.ts';
import { refused, type Said } from '../said.ts';
import { listMembers, type Member } from '../../storage/members.ts';
import type { Answers } from './asking.ts';
import { done, managerOf, quiet, type ForManager } from './of-people.ts';

export const answerInvite: Answers = async (app, asking) => {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const playbook = app.playbook();
  const words = wordsIn(asking.rest);
  const { rest, found } = directionAtEnd(words, playbook);
  const split = rolesAtEnd(rest);
  // Without roles before it, what looks like a direction is part of the name.
  const { rest: nameWords, found: roles } = split.found.length > 0 ? split : rolesAtEnd(words);
  const name = nameWords.join(' ');
  const help = say('people.invite.help', { directions: listDirections(playbook) });
  if (name === '') return refused(help);

  const known = pickPerson(await listMembers(app.database.db, { active: true }), name);
  if (roles.length === 0) {
    if (known.type === 'one') {
      // Whoever uses the code has all their rights, so all of them must be this manager's to give.
      const mayAll = known.member.roles.every((held) => manages(caller.member, held.direction));
      return mayAll ? codeFor(app, manager, known.member, 'existing') : refused(say('people.otherDirection'));
    }
    if (known.type === 'nobody') return refused(help);
    return refused(say('people.find.several', { names: known.members.map((one) => one.name).join(', ') }));
  }
  if (known.type === 'one' && known.member.name.toLowerCase() === name.toLowerCase()) {
    return refused(say('people.invite.known', { name: known.member.name }));
  }
  const direction = found ? found.direction : directionMeant(caller.member);
  if (!manages(caller.member, direction)) return refused(say('people.otherDirection'));
  // A delivery that comes again must not make a second person.
  if (!(await recordDelivery(app.database.db, { platform: asking.ask.platform, id: asking.ask.id }))) {
    return quiet(say('people.invite.repeated', { name }));
  }
  const created = await createMember(app, { name, roles, direction });
  if (!created.ok) {
    const problems = 'problems' in created ? created.problems : 'refused' in created ? [created.refused] : [];
    return refused([sayProblems(problems, caller.language), help].join(' '));
  }
  return codeFor(app, manager, { ...created.person, roles: created.person.grants }, 'done');
};

async function codeFor(
  app: App,
  { say, caller }: ForManager,
  member: Pick<Member, 'id' | 'name' | 'roles'>,
  how: 'done' | 'existing',
): Promise<Said> {
  const invited = await invite(app, { member: member.id, by: caller.member.id });
  if (!invited) return refused(say('people.person.notFound'));
  const { code } = invited;
  const { name } = member;
  const roles = sayRoles(member.roles, caller.language, app.playbook());
  const said = done(
    how === 'done'
      ? say('people.invite.done', { name, roles, code })
      : say('people.invite.existing', { name, code }),
    say('people.invite.next', { code }),
  );
  const links = await linksFor(app, code, say);
  if (links.length === 0) return said;
  const card = { title: say('people.invite.links'), blocks: [{ type: 'buttons', buttons: links }] } as const;
  return { ...said, card };
}

const patienceMs = 1_000;

/** Where somebody may join by following a link. A platform that is away has none to give. */
async function linksFor(app: App, code: string, say: Say): Promise<readonly Button[]> {
  const until = app.clock.now() + patienceMs;
  const links = await Promise.all(
    [...app.adapters.values()].map(async (adapter): Promise<readonly Button[]> => {
      const url = await askPlatform(app.clock, until, (signal) => adapter.joinLink(code, signal));
      const platform = say(`names.platform.${adapter.name}`);
      return url === null ? [] : [{ type: 'link', label: say('people.invite.link', { platform }), url }];
    }),
  );
  return links.flat();
}
