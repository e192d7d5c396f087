/** The digest's picture, and what it says in words: the funnel of the period, and how it has been going up to it. */
import type { Bottleneck, Step } from '../core/bottleneck.ts';
import type { Counted, Figures } from '../core/figures.ts';
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import { digestPicture } from './charts/digest-picture.ts';
import type { FunnelStep } from './charts/funnel-chart.ts';
import { shareOf } from './share-of.ts';
import type { TrendPoint } from './charts/trend-chart.ts';

export type Sheet = { readonly svg: string; readonly alt: string };

/** `title` as the card has it; `trend` from the oldest period to this one. */
export function digestSheet(
  { counts, bottleneck }: Pick<Figures, 'counts'> & { readonly bottleneck: Bottleneck | null },
  {
    title,
    trend,
    language,
  }: { readonly title: string; readonly trend: readonly TrendPoint[]; readonly language: Language },
): Sheet {
  const say = speak(language);
  const number = new Intl.NumberFormat(language);
  const funnel = stages.map(({ name, from, step }): FunnelStep => {
    const of = from === null ? 0 : counts[from];
    return {
      label: say(`cards.digest.${name}`),
      count: number.format(counts[name]),
      size: counts[name],
      share: shareOf(counts[name], of, language),
      isBottleneck: step !== null && bottleneck?.step === step,
    };
  });
  const names = { received: say('cards.digest.received'), converted: say('cards.digest.converted') };
  const listed = (of: (point: TrendPoint) => number) =>
    trend.map((point) => number.format(of(point))).join(', ');
  return {
    svg: digestPicture({ title, funnel, trend, trendTitle: say('digest.picture.trend'), names }),
    alt: say('digest.picture.alt', {
      funnel: funnel
        .map(({ label, count }) => say('digest.picture.step', { step: label, much: count }))
        .join(', '),
      trend:
        trend.length > 1
          ? say('digest.picture.trendAlt', {
              received: listed(({ received }) => received),
              converted: listed(({ converted }) => converted),
            })
          : '',
    }).trim(),
  };
}

const stages: readonly {
  readonly name: Counted;
  readonly from: Counted | null;
  readonly step: Step | null;
}[] = [
  { name: 'received', from: null, step: null },
  { name: 'claimed', from: 'received', step: 'claim' },
  { name: 'qualified', from: 'claimed', step: 'qualify' },
  { name: 'accepted', from: 'qualified', step: 'accept' },
  { name: 'converted', from: 'accepted', step: 'convert' },
  { name: 'taken', from: 'converted', step: 'take' },
];
