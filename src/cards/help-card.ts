/** What a person can ask the bot for, by the roles they hold. */
import { roles as allRoles } from '../core/member.ts';
import type { Language, Role } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';

/** Without a role at all somebody is a stranger, or has just come. */
export function helpCard(roles: readonly Role[], language: Language): Card {
  const say = speak(language);
  const held = allRoles.filter((role) => roles.includes(role));
  const greeting: readonly Block[] =
    held.length === 0
      ? [{ type: 'text', text: say('cards.help.stranger') }]
      : held.map((role) => ({ type: 'text', text: say(`cards.help.${role}`) }));
  const asks = asksOf(held).map((ask) => `- ${say(`cards.help.${ask}`)}`);
  return fitCard({
    title: say('cards.help.title'),
    blocks: [...greeting, { type: 'text', text: asks.join('\n') }],
  });
}

const forAll = ['mine', 'find', 'lead', 'why', 'add', 'plan', 'team', 'away', 'resume'] as const;
const forManagers = ['digest', 'planning', 'assign', 'invite', 'role', 'limit', 'here'] as const;

function asksOf(held: readonly Role[]) {
  if (held.length === 0) return ['join'] as const;
  return [
    ...(held.includes('prospector') ? (['next'] as const) : []),
    ...forAll,
    ...(held.includes('manager') ? forManagers : []),
  ];
}
