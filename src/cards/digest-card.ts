/** The figures of a period for managers: what moved, how fast, where clients come from, who did it. */
import type { Bottleneck } from '../core/bottleneck.ts';
import { counted, spanNames } from '../core/figures.ts';
import type { Exceptions } from '../core/exception.ts';
import type { Counted, Figures } from '../core/figures.ts';
import type { MemberId } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { sayDay, sayDuration } from '../words/moment.ts';
import { sayMoney } from '../words/money.ts';
import { speak } from '../words/say.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';
import { exceptionBlocks } from './exception-blocks.ts';
import { shareOf } from './share-of.ts';

const digestSteps = spanNames;

/** As `GET /api/digest` answers it; `to` is exclusive. */
export type DigestFigures = Figures & {
  readonly from: string;
  readonly to: string;
  /** The narrowest place now, by the pace of the period. */
  readonly bottleneck: Bottleneck | null;
  readonly exceptions: Exceptions;
};

export type DigestCardOptions = {
  readonly language: Language;
  readonly timeZone: string;
  readonly names: Readonly<Record<MemberId, string>>;
  /** What the period before counted, for the change against it; null where that tells nothing. */
  readonly before: Figures['counts'] | null;
  /** The plan against the fact, as blocks; none where nothing is planned. */
  readonly plan: readonly Block[];
  /** The funnel and the trend; null where there is none. */
  readonly picture: { readonly png: Uint8Array; readonly alt: string } | null;
};

export function digestCard(digest: DigestFigures, options: DigestCardOptions): Card {
  const { language, picture, plan } = options;
  const say = speak(language);
  const isCalm = counted.every((name) => digest.counts[name] === 0);
  const stuck = exceptionBlocks(digest.exceptions, options);
  const narrow = digest.bottleneck === null ? [] : [bottleneck(digest.bottleneck, language)];
  return fitCard({
    title: say('cards.digest.title', {
      from: sayDay(Date.parse(digest.from), language, 'UTC'),
      to: sayDay(Date.parse(digest.to) - dayMs, language, 'UTC'),
    }),
    blocks: isCalm
      ? [...stuck, { type: 'text', text: say('cards.digest.calm') }, ...narrow, ...plan]
      : [
          ...stuck,
          ...narrow,
          ...(picture === null ? [] : [{ type: 'image', ...picture } as const]),
          ...counts(digest, options),
          ...sold(digest, language),
          ...kept(digest.exceptions, language),
          ...plan,
          ...speed(digest, language),
          ...sources(digest, language),
          ...credit(digest, options),
        ],
  });
}

const dayMs = 86_400_000;

/** One sentence that names the stage, with its figures. */
function bottleneck({ step, waiting, passed, daysToClear }: Bottleneck, language: Language): Block {
  const say = speak(language);
  const told = {
    step: say(`digest.bottleneck.step.${step}`),
    waiting: say('digest.bottleneck.waiting', { count: waiting }),
  };
  const text =
    daysToClear === null
      ? say('digest.bottleneck.stuck', told)
      : say('digest.bottleneck.text', {
          ...told,
          passed: say('digest.bottleneck.passed', { count: passed }),
          time: sayDuration(daysToClear * dayMs, language),
        });
  return { type: 'text', text };
}

/** Each count as a share of the step it comes from. */
const cameFrom: Partial<Record<Counted, Counted>> = {
  claimed: 'received',
  qualified: 'claimed',
  accepted: 'qualified',
  converted: 'accepted',
};

function counts({ counts }: DigestFigures, { language, before }: DigestCardOptions): readonly Block[] {
  const say = speak(language);
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const shown = counted.filter((name) => counts[name] > 0 || name === 'received' || name === 'converted');
  return [
    {
      type: 'fields',
      fields: shown.map((name) => {
        const origin = cameFrom[name];
        const of = origin === undefined ? 0 : counts[origin];
        const count = counts[name];
        const share = shareOf(count, of, language);
        const value =
          share === null ? say('cards.digest.plain', { count }) : say('cards.digest.share', { count, share });
        const label = say(`cards.digest.${name}`);
        if (before === null) return { label, value };
        const change = signed.format(count - before[name]);
        return { label, value: say('digest.change', { value, change }) };
      }),
    },
  ];
}

/** What was promised, and whether clients are new: only where there is something to say. */
function kept({ promises, business }: Exceptions, language: Language): readonly Block[] {
  const say = speak(language);
  const fields = [
    ...(promises.kept + promises.broken === 0
      ? []
      : [{ label: say('digest.promises'), value: say('digest.promisesKept', promises) }]),
    ...(business.existing === 0
      ? []
      : [{ label: say('digest.business'), value: say('digest.businessCounts', business) }]),
  ];
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

function sold({ value }: DigestFigures, language: Language): readonly Block[] {
  if (value.length === 0) return [];
  const sums = value.map(({ currency, total }) => sayMoney(total, currency, language)).join(' + ');
  return [{ type: 'fields', fields: [{ label: speak(language)('cards.digest.value'), value: sums }] }];
}

function speed({ seconds }: DigestFigures, language: Language): readonly Block[] {
  const say = speak(language);
  const known = digestSteps.flatMap((step) => {
    const { median, p90 } = seconds[step];
    return median === null || p90 === null ? [] : [{ step, median, p90 }];
  });
  const span = (inSeconds: number) => sayDuration(inSeconds * 1000, language);
  if (known.length === 0) return [];
  const lines = known.map(({ step, median, p90 }) => {
    const line = { step: say(`cards.digest.${step}`), median: span(median), p90: span(p90) };
    return `- ${say('cards.digest.span', line)}`;
  });
  return [{ type: 'script', title: say('cards.digest.speed'), lines }];
}

const shownSources = 8;

function sources({ sources }: DigestFigures, language: Language): readonly Block[] {
  const say = speak(language);
  if (sources.length === 0) return [];
  const best = [...sources]
    .sort((one, other) => other.converted - one.converted || other.received - one.received)
    .slice(0, shownSources);
  const lines = best.map(({ source, received, converted }) =>
    say('cards.digest.source', {
      source: source ?? say('cards.digest.noSource'),
      received,
      clients: say('cards.digest.clients', { count: converted }),
    }),
  );
  return [{ type: 'script', title: say('cards.digest.sources'), lines: lines.map((line) => `- ${line}`) }];
}

const shownPeople = 12;

function credit({ credit }: DigestFigures, { language, names }: DigestCardOptions): readonly Block[] {
  const say = speak(language);
  const deeds = ['prospected', 'closed', 'served'] as const;
  const lines = credit.slice(0, shownPeople).flatMap((line) => {
    const done = deeds.filter((deed) => line[deed] > 0);
    if (done.length === 0) return [];
    const what = done.map((deed) => say(`cards.digest.${deed}`, { count: line[deed] })).join(', ');
    return [say('cards.digest.creditLine', { name: names[line.member] ?? say('names.somebody'), what })];
  });
  return lines.length === 0
    ? []
    : [{ type: 'script', title: say('cards.digest.credit'), lines: lines.map((line) => `- ${line}`) }];
}
