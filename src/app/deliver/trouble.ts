/**
 * What managers are told that is about no single lead: who or what can't be reached any more, whose work waits for
 * others now. As data in the outbox (ids and codes alone), and as a card when it is drawn.
 */
import { z } from 'zod';
import type { Card } from '../../cards/card.ts';
import { fitCard } from '../../cards/envelope.ts';
import { formatNumber } from '../../core/number.ts';
import { platforms } from '../../core/member.ts';
import type { Language } from '../../core/member.ts';
import { speak } from '../../words/say.ts';

export const trouble = z.discriminatedUnion('trouble', [
  z.strictObject({ trouble: z.literal('place_shut'), platform: z.enum(platforms), channel: z.string() }),
  z.strictObject({ trouble: z.literal('person_shut'), platform: z.enum(platforms), member: z.string() }),
  z.strictObject({ trouble: z.literal('nobody_there'), member: z.string(), number: z.number() }),
  z.strictObject({
    trouble: z.literal('refused'),
    platform: z.enum(platforms),
    what: z.enum(['card', 'message', 'other']),
    number: z.number().nullable(),
  }),
  z.strictObject({
    trouble: z.literal('custody_freed'),
    member: z.string(),
    direction: z.string(),
    count: z.number(),
  }),
]);
export type Trouble = z.infer<typeof trouble>;

/** `name`: of the member whom it names, as they are called now. */
export function troubleCard(told: Trouble, { name, language }: { name: string; language: Language }): Card {
  return fitCard({
    title: speak(language)(told.trouble === 'custody_freed' ? 'people.freed.title' : 'delivery.title'),
    tone: 'waiting',
    blocks: [{ type: 'text', text: sentence(told, name, language) }],
  });
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
    case 'refused':
      return say('delivery.refused', {
        platform: say(`names.platform.${told.platform}`),
        what:
          told.what === 'other' || told.number === null
            ? say('delivery.what.other')
            : say(`delivery.what.${told.what}`, { number: formatNumber(told.number) }),
      });
  }
}
