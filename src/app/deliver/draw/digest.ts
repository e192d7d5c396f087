/**
 * A digest that was asked for a while ago: its period stands in the work, its figures are read when it is drawn, so
 * that one that arrives late tells the truth of then.
 */
import { z } from 'zod';
import type { Card } from '../../../cards/card.ts';
import type { CardOptions } from '../../../cards/options.ts';
import { digestKinds } from '../../../core/digest-calendar.ts';
import type { Work } from '../../../storage/outbox.ts';
import type { App } from '../../app.ts';
import { drawDigest } from '../../digests/draw-digest.ts';

const asked = z.object({
  kind: z.enum(digestKinds).default('day'),
  from: z.iso.date(),
  to: z.iso.date(),
  direction: z.string().nullable(),
});

/** Refused once with its picture, its words alone do. */
export function digestOf(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { body, plain }: Pick<Work, 'body' | 'plain'>,
  { language, timeZone }: CardOptions,
): Promise<Card> {
  const { kind, ...period } = asked.parse(body);
  return drawDigest(app, period, { language, timeZone, isPlain: plain, isCompared: kind !== 'day' });
}
