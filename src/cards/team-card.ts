/** Who is in the team, in which roles, and with how much in hand. */
import type { Language, Load, Role } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';

export type TeamMember = {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  readonly away: boolean;
  readonly load: Load;
};

const shownPeople = 30;

export function teamCard(people: readonly TeamMember[], language: Language): Card {
  const say = speak(language);
  const rest = people.length - shownPeople;
  const more: readonly Block[] =
    rest <= 0 ? [] : [{ type: 'note', text: say('cards.team.more', { count: rest }) }];
  return fitCard({
    title: say('cards.team.title', { count: people.length }),
    blocks:
      people.length === 0
        ? [{ type: 'note', text: say('cards.team.none') }]
        : [
            {
              type: 'fields',
              fields: people
                .slice(0, shownPeople)
                .map((member) => ({ label: member.name, value: describe(member, language) })),
            },
            ...more,
          ],
  });
}

function describe({ roles, active, away, load }: TeamMember, language: Language): string {
  const say = speak(language);
  if (!active) return say('cards.team.gone');
  const held = load.claimed + load.accepted + load.accounts;
  const parts = [
    roles.length === 0 ? say('cards.team.noRole') : roles.map((role) => say(`names.role.${role}`)).join(', '),
    say('cards.team.load', { count: held }),
    ...(away ? [say('cards.team.away')] : []),
  ];
  return parts.join(' · ');
}
