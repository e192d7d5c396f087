/** Says which roles somebody holds, and where: "prospector, closer (Windows)". */
import type { Language } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import type { HeldRole } from '../../storage/members.ts';
import { speak } from '../../words/say.ts';

export function sayRoles(held: readonly HeldRole[], language: Language, playbook: Playbook): string {
  const say = speak(language);
  if (held.length === 0) return say('people.noRoles');
  return held
    .map(({ role, direction }) => {
      const name = say(`names.role.${role}`);
      if (direction === null) return name;
      return say('people.inDirection', {
        role: name,
        direction: sayDirection(direction, language, playbook),
      });
    })
    .join(', ');
}

/** Null is all of them. */
export function sayDirection(direction: string | null, language: Language, playbook: Playbook): string {
  if (direction === null) return speak(language)('people.here.allDirections');
  return playbook.directions[direction]?.name[language] ?? direction;
}

/** For a help text: every direction by its id. */
export function listDirections(playbook: Playbook): string {
  return Object.keys(playbook.directions).join(', ');
}
