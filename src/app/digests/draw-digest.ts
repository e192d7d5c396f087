/** A digest as somebody reads it: its figures, what needs them first, the picture. One drawing for all who ask or are sent one. */
import type { Card } from '../../cards/card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { planBlocks } from '../../cards/plan-blocks.ts';
import type { Language } from '../../core/member.ts';
import { listMembers } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { isIn, readProgress } from '../plan/read-progress.ts';
import { pictureOf } from './picture-of.ts';
import { figuresOf, readDigest } from './read-digest.ts';
import type { Digest, DigestPeriod } from './read-digest.ts';

type DigestApp = Pick<App, 'database' | 'clock' | 'playbook'>;

export type DigestReading = {
  readonly language: Language;
  readonly timeZone: string;
  /** A week or a month is told with its change against the one before. */
  readonly isCompared?: boolean;
};

export async function drawDigest(
  app: DigestApp,
  period: DigestPeriod,
  { isPlain = false, ...reading }: DigestReading & { readonly isPlain?: boolean },
): Promise<Card> {
  const digest = await readDigest(app, period);
  const draw = await drawing(app, digest, reading);
  const words = draw(null);
  if (isPlain || digest.counts.received === 0) return words;
  return draw(await pictureOf(app, digest, { title: words.title, language: reading.language }));
}

type Picture = { readonly png: Uint8Array; readonly alt: string };

/** Draws it, with a picture or in words alone. */
export async function drawing(
  app: DigestApp,
  digest: Digest,
  { language, timeZone, isCompared = false }: DigestReading,
): Promise<(picture: Picture | null) => Card> {
  const members = await listMembers(app.database.db);
  const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
  const before = isCompared ? (await figuresOf(app, periodBefore(digest))).counts : null;
  const progress = await readProgress(app, isIn(digest.direction));
  const plan = planBlocks(progress, { language, names, playbook: app.playbook() });
  return (picture) => digestCard(digest, { language, timeZone, names, before, plan, picture });
}

/** As long, just before; of a whole month the month before, however long. */
function periodBefore({ from, to, direction }: DigestPeriod): DigestPeriod {
  const [first, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const isMonth = first.day === 1 && first.add({ months: 1 }).equals(end);
  const before = isMonth ? first.subtract({ months: 1 }) : first.subtract(first.until(end));
  return { from: before.toString(), to: from, direction };
}
