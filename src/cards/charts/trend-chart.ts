/** The trend: how many leads came in and how many became clients, period by period. */
import { scaleLinear, scalePoint } from 'd3-scale';
import { curveMonotoneX, line } from 'd3-shape';
import { margin, palette, pictureWidth } from './palette.ts';
import { element, label } from './svg.ts';

export type TrendPoint = { readonly label: string; readonly received: number; readonly converted: number };

const height = 300;
const legendHeight = 64;

export function trendChart(
  points: readonly TrendPoint[],
  names: { readonly received: string; readonly converted: string },
  top: number,
): { readonly svg: string; readonly bottom: number } {
  const plotTop = top + legendHeight;
  const plotBottom = plotTop + height;
  const most = Math.max(...points.map(({ received, converted }) => Math.max(received, converted)), 1);
  const y = scaleLinear([0, most], [plotBottom, plotTop]).nice(3);
  const ticks = y.ticks(3).filter((tick) => Number.isInteger(tick));
  const gutter = 24 + 18 * String(ticks.at(-1) ?? 0).length;
  const keys = points.map((_, index) => index);
  const x = scalePoint(keys, [margin + gutter, pictureWidth - margin - 16]);
  const at = (index: number) => x(index) ?? margin;

  const path = (of: (point: TrendPoint) => number, stroke: string) => {
    const d = line<TrendPoint>(
      (_, index) => at(index),
      (point) => y(of(point)),
    ).curve(curveMonotoneX)([...points]);
    const last = points.at(-1);
    const dot = last
      ? element('circle', { cx: at(points.length - 1), cy: y(of(last)), r: 9, fill: stroke })
      : '';
    return (
      element('path', { d: d ?? '', fill: 'none', stroke, 'stroke-width': 6, 'stroke-linecap': 'round' }) +
      dot
    );
  };
  const grid = ticks.map((tick) => {
    const from = { x1: margin + gutter, x2: pictureWidth - margin, y1: y(tick), y2: y(tick) };
    return (
      element('line', { ...from, stroke: palette.line, 'stroke-width': 2 }) +
      label(String(tick), margin + gutter - 14, y(tick) + 9, { size: 26, fill: palette.quiet, anchor: 'end' })
    );
  });
  const svg = [
    legend(names, top),
    ...grid,
    path(({ received }) => received, palette.received),
    path(({ converted }) => converted, palette.converted),
    ...marks(points, at, plotBottom + 42),
  ].join('');
  return { svg, bottom: plotBottom + 64 };
}

function legend(names: { readonly received: string; readonly converted: string }, top: number): string {
  const second = margin + 60 + names.received.length * 17;
  const entry = (text: string, x: number, fill: string) =>
    element('circle', { cx: x + 10, cy: top + 20, r: 10, fill }) +
    label(text, x + 34, top + 30, { size: 30, fill: palette.ink });
  return (
    entry(names.received, margin, palette.received) + entry(names.converted, second + 24, palette.converted)
  );
}

/** As many names of periods as stand beside each other without touching. */
function marks(points: readonly TrendPoint[], at: (index: number) => number, y: number): readonly string[] {
  const last = points.length - 1;
  const longest = Math.max(...points.map((point) => point.label.length), 1);
  const each = Math.max(Math.ceil((longest * 18 * points.length) / (pictureWidth - 2 * margin)), 1);
  return points.flatMap((point, index) => {
    if ((last - index) % each !== 0) return [];
    const anchor = index === last && last > 0 ? 'end' : index === 0 && last > 0 ? 'start' : 'middle';
    return [label(point.label, at(index), y, { size: 26, fill: palette.quiet, anchor })];
  });
}
