/** `role NAME +closer -prospector [direction]`: gives somebody roles and takes roles away. */
import { directionMeant, manages } from '../people/manages.ts';
import { changeRoles, isSameRoles } from '../people/change-roles.ts';
import { directionAtEnd, signedRoles, wordsIn } from '../people/read-words.ts';
import { savePerson } from '../people/save-person.ts';
import { listDirections, sayRoles } from '../people/say-roles.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, managerOf, personNamed, quiet } from './of-people.ts';

export const answerRole: Answers = async (app, asking) => {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const playbook = app.playbook();
  const help = say('people.role.help', { directions: listDirections(playbook) });
  const signed = signedRoles(wordsIn(asking.rest));
  const [unknown] = signed.found.unknown;
  if (unknown !== undefined) {
    return refused([say('people.here.notUnderstood', { word: unknown.slice(0, 40) }), help].join(' '));
  }
  const { rest, found } = directionAtEnd(signed.rest, playbook);
  const { add, remove } = signed.found;
  if (rest.length === 0 || add.length + remove.length === 0) return refused(help);
  const named = await personNamed(app, rest.join(' '), say);
  if ('reply' in named) return named.reply;
  const direction = found ? found.direction : directionMeant(caller.member);
  if (!manages(caller.member, direction)) return refused(say('people.otherDirection'));

  const scope = { direction, directions: Object.keys(playbook.directions) };
  const { id, name, roles } = named.member;
  const sayHeld = (held: typeof roles) => sayRoles(held, caller.language, playbook);
  if (isSameRoles(roles, changeRoles(roles, { add, remove }, scope))) {
    return quiet(say('people.role.unchanged', { name, roles: sayHeld(roles) }));
  }
  const saved = await savePerson(
    app,
    id,
    (member) => ({ roles: changeRoles(member.roles, { add, remove }, scope) }),
    { by: caller.member.id, via: asking.ask.platform },
  );
  if (!saved.ok) {
    return refused(
      say(saved.why === 'last_manager' ? 'people.person.lastManager' : 'people.person.notFound', { name }),
    );
  }
  const held = saved.member.roles;
  return done(
    held.length === 0
      ? say('people.role.noRoles', { name })
      : say('people.role.done', { name, roles: sayHeld(held) }),
    ...(saved.released > 0 ? [say('people.released', { count: saved.released })] : []),
    say('people.role.next'),
  );
};
