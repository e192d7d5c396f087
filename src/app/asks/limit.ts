/** `limit NAME 5 [closing]`: how much somebody may have in hand, of their own; `none` is the playbook's again. */
import type { Load } from '../../core/member.ts';
import { manages } from '../people/manages.ts';
import { mergeLimits } from '../people/members.ts';
import { audienceOf, wordsIn } from '../people/read-words.ts';
import { savePerson } from '../people/save-person.ts';
import { typed } from '../people/typed-words.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, managerOf, personNamed } from './of-people.ts';

export const answerLimit: Answers = async (app, asking) => {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const read = readLimit(wordsIn(asking.rest));
  if (!read) return refused(say('clock.limit.help'));
  const named = await personNamed(app, read.name, say);
  if ('reply' in named) return named.reply;
  const { name, roles } = named.member;
  // It holds wherever they work, so all of that must be this manager's.
  if (!roles.every(({ direction }) => manages(caller.member, direction)))
    return refused(say('people.otherDirection'));
  const saved = await savePerson(
    app,
    named.member.id,
    (member) => ({ limits: mergeLimits(member.limits, { [read.held]: read.limit }) }),
    { by: caller.member.id, via: asking.ask.platform },
  );
  if (!saved.ok) return refused(say('people.person.notFound'));
  const what = say(`clock.limit.held.${read.held}`);
  return done(
    read.limit === null
      ? say('clock.limit.general', { name, what })
      : say('clock.limit.done', { name, what, limit: read.limit }),
  );
};

const heldBy = {
  prospectors: 'claimed',
  closers: 'accepted',
  account_team: 'accounts',
} as const satisfies Record<string, keyof Load>;

/** The number stands after the name; which part of the conveyor is meant, if any is said, before or after it. */
function readLimit(
  words: readonly string[],
): { readonly name: string; readonly held: keyof Load; readonly limit: number | null } | null {
  const at = words.findLastIndex((word) => /^\d{1,5}$/u.test(word) || typed('nothing', word));
  if (at < 1) return null;
  const number = words[at] ?? '';
  const others = words.toSpliced(at, 1);
  const [first = '', ...name] = others.toReversed();
  const audience = audienceOf(first);
  const part = audience === null || audience === 'managers' ? null : heldBy[audience];
  const rest = part === null ? others : name.toReversed();
  if (rest.length === 0) return null;
  return {
    name: rest.join(' '),
    held: part ?? 'claimed',
    limit: /^\d/u.test(number) ? Number(number) : null,
  };
}
