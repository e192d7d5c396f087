/**
 * A digest that was asked for a while ago: its period stands in the work, its figures are read when it is drawn, so
 * that one that arrives late tells the truth of then.
 */
import { z } from 'zod';
import type { Card } from '../../../cards/card.ts';
import { digestCard } from '../../../cards/digest-card.ts';
import type { CardOptions } from '../../../cards/options.ts';
import { listMembers } from '../../../storage/members.ts';
import type { Work } from '../../../storage/outbox.ts';
import type { App } from '../../app.ts';
import { pictureOf } from '../../digest-sheet.ts';
import { readDigest } from '../../digest.ts';

const period = z.object({ from: z.iso.date(), to: z.iso.date(), direction: z.string().nullable() });

export async function drawDigest(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { body, plain }: Pick<Work, 'body' | 'plain'>,
  { language }: CardOptions,
): Promise<Card> {
  const figures = await readDigest(app, period.parse(body));
  const members = await listMembers(app.database.db);
  const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  const words = digestCard(figures, { language, names, picture: null });
  // Refused once with its picture; then its words alone do.
  if (plain || figures.counts.received === 0) return words;
  const picture = await pictureOf(app, figures, { title: words.title, language });
  return digestCard(figures, { language, names, picture });
}
