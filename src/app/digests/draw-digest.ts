/** A digest as somebody reads it: its figures, what needs them first, the picture. One drawing for all who ask or are sent one. */
import type { Card } from '../../cards/card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { planBlocks } from '../../cards/plan-blocks.ts';
import type { Language } from '../../core/member.ts';
import { listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { readProgress } from '../plan/read-progress.ts';
import { pictureOf } from './picture-of.ts';
import { readDigest } from './read-digest.ts';
import type { DigestPeriod } from './read-digest.ts';

export type DigestReading = {
  readonly language: Language;
  readonly timeZone: string;
  /** A week or a month is told with its change against the one before. */
  readonly isCompared?: boolean;
  /** Without the picture: in words alone. */
  readonly isPlain?: boolean;
};

export async function drawDigest(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  period: DigestPeriod,
  { language, timeZone, isCompared = false, isPlain = false }: DigestReading,
): Promise<Card> {
  const digest = await readDigest(app, period);
  const members = await listMembers(app.database.db);
  const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  const before = isCompared ? (await readDigest(app, periodBefore(period))).counts : null;
  const { direction } = period;
  const progress = await readProgress(app, (quota) => direction === null || quota.direction === direction);
  const plan = planBlocks(progress, { language, names, playbook: app.playbook() });
  const reading = { language, timeZone, names, before, plan };
  const words = digestCard(digest, { ...reading, picture: null });
  if (isPlain || digest.counts.received === 0) return words;
  const picture = await pictureOf(app, digest, { title: words.title, language });
  return digestCard(digest, { ...reading, picture });
}

/** As long, just before; of a whole month the month before, however long. */
function periodBefore({ from, to, direction }: DigestPeriod): DigestPeriod {
  const [first, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const isMonth = first.day === 1 && first.add({ months: 1 }).equals(end);
  const before = isMonth ? first.subtract({ months: 1 }) : first.subtract(first.until(end));
  return { from: before.toString(), to: from, direction };
}
