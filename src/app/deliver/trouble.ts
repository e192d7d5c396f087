/**
 * What managers are told that is about no single lead: who or what can't be reached any more, whose work waits for
 * others now. As data in the outbox (ids and codes alone), and as a card when it is drawn.
 */
import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import { fitCard } from '../../cards/envelope.ts';
import { formatNumber } from '../../core/number.ts';
import { audiences, platforms } from '../../core/member.ts';
import { placeProblems } from '../../core/place.ts';
import type { Language } from '../../core/member.ts';
import { stuckKinds } from '../../storage/find-stuck.ts';
import { speak } from '../../words/say.ts';

export const trouble = z.discriminatedUnion('trouble', [
  z.strictObject({ trouble: z.literal('place_shut'), platform: z.enum(platforms), channel: z.string() }),
  z.strictObject({ trouble: z.literal('person_shut'), platform: z.enum(platforms), member: z.string() }),
  z.strictObject({ trouble: z.literal('nobody_there'), member: z.string(), number: z.number() }),
  z.strictObject({
    trouble: z.literal('refused'),
    platform: z.enum(platforms),
    what: z.enum(['card', 'message', 'digest', 'home', 'other']),
    number: z.number().nullable(),
  }),
  z.strictObject({
    trouble: z.literal('custody_freed'),
    member: z.string(),
    direction: z.string(),
    count: z.number(),
  }),
  /** Cut off on one platform: by the platform, or because they left every place (`isGone`). */
  z.strictObject({
    trouble: z.literal('person_left'),
    platform: z.enum(platforms),
    member: z.string(),
    isGone: z.boolean(),
    held: z.number(),
  }),
  z.strictObject({
    trouble: z.literal('place_lost'),
    platform: z.enum(platforms),
    channel: z.string(),
    problem: z.enum(placeProblems),
    audiences: z.array(z.enum(audiences)),
  }),
  /** Whoever has leads in hand has closed the only conversation in which their contacts could be shown. */
  z.strictObject({
    trouble: z.literal('private_closed'),
    platform: z.enum(platforms),
    member: z.string(),
    numbers: z.string(),
    more: z.number(),
  }),
  z.strictObject({ trouble: z.literal('platform_lost'), platform: z.enum(platforms) }),
  /** Something lies that should have been done long ago. */
  z.strictObject({ trouble: z.literal('stuck'), what: z.enum(stuckKinds), count: z.number() }),
]);
export type Trouble = z.infer<typeof trouble>;

/** `name`: of the member whom it names, as they are called now. */
export function troubleCard(told: Trouble, { name, language }: { name: string; language: Language }): Card {
  return fitCard({
    title: titleOf(told, language),
    tone: 'waiting',
    blocks: [{ type: 'text', text: sentence(told, name, language) }],
  });
}

function titleOf(told: Trouble, language: Language): string {
  const say = speak(language);
  switch (told.trouble) {
    case 'custody_freed':
      return say('people.freed.title');
    case 'person_left':
      return say('happenings.title.person');
    case 'place_lost':
      return say('happenings.title.place');
    case 'private_closed':
      return say('happenings.title.privateChat');
    case 'stuck':
      return say('clock.stuck.title');
    case 'platform_lost':
      return say('happenings.title.platform', { platform: say(`names.platform.${told.platform}`) });
    default:
      return say('delivery.title');
  }
}

function sentence(told: Trouble, name: string, language: Language): string {
  const say = speak(language);
  switch (told.trouble) {
    case 'place_shut':
      return say('delivery.placeShut', {
        channel: told.channel,
        platform: say(`names.platform.${told.platform}`),
      });
    case 'person_shut':
      return say('delivery.personShut', { name, platform: say(`names.platform.${told.platform}`) });
    case 'nobody_there':
      return say('delivery.nobodyThere', { name, number: formatNumber(told.number) });
    case 'custody_freed':
      return say('people.freed.text', { name, direction: told.direction, count: told.count });
    case 'person_left':
      return [
        say(told.isGone ? 'happenings.gone' : 'happenings.left', {
          name,
          platform: say(`names.platform.${told.platform}`),
        }),
        told.held === 0 ? say('happenings.holdsNothing') : say('happenings.held', { count: told.held }),
      ].join(' ');
    case 'stuck':
      return say(`clock.stuck.${told.what}`, { count: told.count });
    case 'place_lost':
      return [
        say('happenings.place.which', {
          audiences: told.audiences.map((audience) => say(`names.audience.${audience}`)).join(', '),
          platform: say(`names.platform.${told.platform}`),
          channel: told.channel,
        }),
        say(`happenings.place.${told.problem}`),
        say('happenings.place.kept'),
      ].join(' ');
    case 'private_closed': {
      const { numbers, more } = told;
      const filling = { name, platform: say(`names.platform.${told.platform}`), numbers };
      return more === 0
        ? say('happenings.privateClosed', filling)
        : say('happenings.privateClosedMore', { ...filling, more });
    }
    case 'platform_lost':
      return say('happenings.platformLost', { platform: say(`names.platform.${told.platform}`) });
    case 'refused':
      return say('delivery.refused', {
        platform: say(`names.platform.${told.platform}`),
        what:
          (told.what === 'card' || told.what === 'message') && told.number !== null
            ? say(`delivery.what.${told.what}`, { number: formatNumber(told.number) })
            : say(`delivery.what.${told.what === 'digest' || told.what === 'home' ? told.what : 'other'}`),
      });
  }
}
