/** The picture that goes with a digest: its funnel, and the trend of as long a span as tells something. */
import { digestSheet } from '../../cards/digest-sheet.ts';
import type { Sheet } from '../../cards/digest-sheet.ts';
import type { TrendPoint } from '../../cards/charts/trend-chart.ts';
import type { Slice } from '../../core/figures.ts';
import type { Language } from '../../core/member.ts';
import { readTrend } from '../../storage/figures/read-trend.ts';
import { sayShortDay } from '../../words/moment.ts';
import type { App } from '../app.ts';
import { daysOf, stillBeingWrittenMs } from './read-digest.ts';
import type { Digest } from './read-digest.ts';
import { drawPicture } from '../draw-picture.ts';

/** So many periods are shown, this one the last. */
const periodsShown = 12;
/** A trend of years tells nothing of tomorrow, and its days would all have to be read first. */
const daysAtMost = 200;

type Drawing = { readonly title: string; readonly language: Language };

export async function pictureOf(
  app: Pick<App, 'database' | 'clock'>,
  digest: Digest,
  drawing: Drawing,
): Promise<{ readonly png: Uint8Array; readonly alt: string }> {
  const { svg, alt } = await sheetOf(app, digest, drawing);
  return { png: await drawPicture(svg), alt };
}

export async function sheetOf(
  app: Pick<App, 'database' | 'clock'>,
  digest: Digest,
  { title, language }: Drawing,
): Promise<Sheet> {
  return digestSheet(digest, { title, language, trend: await trendOf(app, digest, language) });
}

async function trendOf(
  app: Pick<App, 'database' | 'clock'>,
  { from, to, timeZone, direction }: Digest,
  language: Language,
): Promise<readonly TrendPoint[]> {
  const days = daysOf(from, to, timeZone).length;
  const periods = Math.min(periodsShown, Math.floor(daysAtMost / days));
  if (periods < 2) return [];
  const first = Temporal.PlainDate.from(to)
    .subtract({ days: days * periods })
    .toString();
  const slices = daysOf(first, to, timeZone);
  const closedBefore = app.clock.now() - stillBeingWrittenMs;
  const trend = await readTrend(app.database.db, { slices, closedBefore, direction });
  return Array.from({ length: periods }, (_, index) => {
    const part = trend.slice(index * days, (index + 1) * days);
    return {
      label: sayShortDay(startOf(part), language, timeZone),
      received: part.reduce((sum, { received }) => sum + received, 0),
      converted: part.reduce((sum, { converted }) => sum + converted, 0),
    };
  });
}

const startOf = (part: readonly Slice[]) => part[0]?.from ?? 0;
