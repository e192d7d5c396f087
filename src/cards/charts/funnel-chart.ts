/** The funnel: a bar for each stage, how many got there, and what part of the stage before. The narrowest place is marked. */
import { scaleLinear } from 'd3-scale';
import { margin, palette, pictureWidth } from './palette.ts';
import { element, label } from './svg.ts';

export type FunnelStep = {
  readonly label: string;
  readonly count: string;
  readonly size: number;
  /** "62 %" of the stage before; null for the first, and where there was nothing before. */
  readonly share: string | null;
  readonly isBottleneck: boolean;
};

const rowHeight = 112;
const barHeight = 36;

/** `top`: where it begins. Answers what is drawn and where that ends. */
export function funnelChart(
  steps: readonly FunnelStep[],
  top: number,
): { readonly svg: string; readonly bottom: number } {
  const most = Math.max(...steps.map(({ size }) => size), 1);
  const width = scaleLinear([0, most], [0, pictureWidth - 2 * margin]);
  const rows = steps.map((step, index) => row(step, top + index * rowHeight, width(step.size)));
  return { svg: rows.join(''), bottom: top + steps.length * rowHeight };
}

function row(step: FunnelStep, top: number, width: number): string {
  const right = pictureWidth - margin;
  const colour = step.isBottleneck ? palette.stuck : palette.received;
  const bar = { x: margin, y: top + 48, height: barHeight, rx: 8 };
  return [
    label(step.label, margin, top + 34, {
      size: 34,
      fill: palette.ink,
      weight: step.isBottleneck ? 600 : 400,
    }),
    label(step.count, right, top + 34, { size: 36, fill: palette.ink, weight: 600, anchor: 'end' }),
    element('rect', { ...bar, width: right - margin, fill: palette.track }),
    width > 0 ? element('rect', { ...bar, width: Math.max(width, 10), fill: colour }) : '',
    step.share === null ? '' : share(step, top, width, colour),
  ].join('');
}

/** Behind the bar where there is room, else on it. */
function share(step: FunnelStep, top: number, width: number, colour: string): string {
  const room = 120;
  const isInside = margin + width + room > pictureWidth - margin;
  const x = isInside ? margin + width - 16 : margin + width + 16;
  const fill = isInside ? palette.ground : step.isBottleneck ? colour : palette.quiet;
  return label(step.share ?? '', x, top + 76, {
    size: 28,
    fill,
    weight: 600,
    anchor: isInside ? 'end' : 'start',
  });
}
