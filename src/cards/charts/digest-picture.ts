/**
 * The picture of a digest: the funnel of its period and the trend up to it, on one sheet that is read on a phone. What
 * it says is said in words as well, for whoever hears it read out or gets no picture.
 */
import { funnelChart } from './funnel-chart.ts';
import type { FunnelStep } from './funnel-chart.ts';
import { margin, palette, pictureWidth } from './palette.ts';
import { element, label } from './svg.ts';
import { trendChart } from './trend-chart.ts';
import type { TrendPoint } from './trend-chart.ts';

export type DigestPicture = {
  readonly title: string;
  readonly funnel: readonly FunnelStep[];
  /** Fewer than two points are no trend, and then there is none. */
  readonly trend: readonly TrendPoint[];
  readonly trendTitle: string;
  readonly names: { readonly received: string; readonly converted: string };
};

export function digestPicture({ title, funnel, trend, trendTitle, names }: DigestPicture): string {
  const heading = label(title, margin, 82, { size: 42, fill: palette.ink, weight: 600 });
  const upper = funnelChart(funnel, 120);
  const hasTrend = trend.length > 1;
  const trendTop = upper.bottom + 96;
  const lower = hasTrend ? trendChart(trend, names, trendTop) : { svg: '', bottom: upper.bottom };
  const height = lower.bottom + 32;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: pictureWidth,
      height,
      viewBox: `0 0 ${pictureWidth} ${Math.round(height)}`,
      role: 'img',
    },
    element('rect', { width: pictureWidth, height, fill: palette.ground }),
    heading,
    upper.svg,
    hasTrend ? label(trendTitle, margin, trendTop - 28, { size: 34, fill: palette.ink, weight: 600 }) : '',
    lower.svg,
  );
}
