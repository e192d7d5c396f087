/** A digest as somebody reads it: its figures, what needs them first, the picture. One drawing for all who ask or are sent one. */
import type { Card } from '../../cards/card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import type { Language } from '../../core/member.ts';
import { listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { pictureOf } from './picture-of.ts';
import { readDigest } from './read-digest.ts';
import type { DigestPeriod } from './read-digest.ts';

export type DigestReading = {
  readonly language: Language;
  readonly timeZone: string;
  /** Without the picture: in words alone. */
  readonly isPlain?: boolean;
};

export async function drawDigest(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  period: DigestPeriod,
  { language, timeZone, isPlain = false }: DigestReading,
): Promise<Card> {
  const digest = await readDigest(app, period);
  const members = await listMembers(app.database.db);
  const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  const words = digestCard(digest, { language, timeZone, names, picture: null });
  if (isPlain || digest.counts.received === 0) return words;
  const picture = await pictureOf(app, digest, { title: words.title, language });
  return digestCard(digest, { language, timeZone, names, picture });
}
