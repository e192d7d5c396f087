/** `here AUDIENCE… [direction] [language]`: what the place is for in which it is said; `here nothing` ends it. */
import type { Audience, Language } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import { speak } from '../../words/say.ts';
import { manages, directionMeant } from '../people/manages.ts';
import { sayProblems } from '../people/problem.ts';
import { audienceOf, directionAtEnd, languageOf, wordsIn } from '../people/read-words.ts';
import { listDirections, sayDirection } from '../people/say-roles.ts';
import { typed } from '../people/typed-words.ts';
import { bindPlace, unbindChannel, type Bound } from '../places.ts';
import { refused, type Said } from '../said.ts';
import type { Answers } from './asking.ts';
import { nextToBegin } from './next-to-begin.ts';
import { done, managerOf, quiet } from './of-people.ts';

export const answerHere: Answers = async (app, asking) => {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const { platform, place } = asking.ask;
  if (!place) return refused(say('people.here.private'));
  const playbook = app.playbook();
  const help = say('people.here.help', {
    direction: Object.keys(playbook.directions)[0] ?? '',
    directions: listDirections(playbook),
  });

  const words = wordsIn(asking.rest);
  const [first = ''] = words;
  if (words.length === 1 && typed('nothing', first)) {
    const count = await unbindChannel(app, { platform, ...place }, (direction) =>
      manages(caller.member, direction),
    );
    return count === 0 ? quiet(say('people.here.notBound')) : done(say('people.here.freed', { count }));
  }
  const read = readHere(words, playbook);
  if ('unknown' in read) {
    return refused([say('people.here.notUnderstood', { word: read.unknown.slice(0, 40) }), help].join(' '));
  }
  if (read.audiences.length === 0) return refused(help);
  const direction = read.direction === undefined ? directionMeant(caller.member) : read.direction;
  if (!manages(caller.member, direction)) return refused(say('people.otherDirection'));

  const bound: Bound[] = [];
  for (const audience of read.audiences) {
    const one = await bindPlace(app, { platform, ...place, audience, direction, language: read.language });
    if (!one.ok) return refused(sayProblems(one.problems, caller.language));
    bound.push(one);
  }
  const { language } = caller;
  const next = await nextToBegin(app, { direction, platform, language });
  return answer(bound, next, { caller: language, direction, playbook });
};

type Here = {
  readonly audiences: readonly Audience[];
  /** Undefined where none is named; null is all. */
  readonly direction: string | null | undefined;
  readonly language: Language | null;
};

/** Audiences first, then a direction, then a language. */
function readHere(words: readonly string[], playbook: Playbook): Here | { readonly unknown: string } {
  const from = words.findIndex((word) => !audienceOf(word));
  const named = from < 0 ? words : words.slice(0, from);
  const audiences = [...new Set(named.flatMap((word) => audienceOf(word) ?? []))];
  const others = from < 0 ? [] : words.slice(from);
  const language = languageOf(others.at(-1) ?? '');
  const { found, rest } = directionAtEnd(language ? others.slice(0, -1) : others, playbook);
  const [unknown] = rest;
  if (unknown !== undefined) return { unknown };
  return { audiences, direction: found?.direction, language };
}

function answer(
  bound: readonly Bound[],
  next: readonly string[],
  { caller, direction, playbook }: { caller: Language; direction: string | null; playbook: Playbook },
): Said {
  const say = speak(caller);
  const places = bound.flatMap((one) => (one.ok ? [one] : []));
  const [first] = places;
  if (!first) throw new Error('A place was bound to nobody.');
  const filling = {
    audience: places.map(({ place }) => say(`names.audience.${place.audience}`)).join(', '),
    direction: sayDirection(direction, caller, playbook),
  };
  if (places.every(({ isNew }) => !isNew)) return quiet(say('people.here.again', filling), ...next);
  return done(
    say('people.here.done', { ...filling, language: say(`names.language.${first.place.language}`) }),
    ...next,
  );
}
