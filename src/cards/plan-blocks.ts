/** A plan and how far it has come, line by line. */
import type { MemberId } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import type { Playbook } from '../core/policy.ts';
import type { Progress } from '../core/quota.ts';
import { speak } from '../words/say.ts';
import type { Block, Card } from './card.ts';
import { fitCard } from './envelope.ts';

export type PlanOptions = {
  readonly language: Language;
  readonly playbook: Playbook;
  readonly names: Readonly<Record<MemberId, string>>;
};

const shownLines = 30;

/** `nobody`: names of the playbook that are nobody's in the team. */
export function planCard(
  progress: readonly Progress[],
  options: PlanOptions,
  nobody: readonly string[] = [],
): Card {
  const say = speak(options.language);
  const note = say('plan.nobody', { names: nobody.join(', ') });
  return fitCard({
    title: say('plan.title'),
    blocks: [
      ...planBlocks(progress, options),
      ...(nobody.length === 0 ? [] : [{ type: 'note', text: note } as const]),
    ],
  });
}

export function planBlocks(progress: readonly Progress[], options: PlanOptions): readonly Block[] {
  if (progress.length === 0) return [];
  const lines = progress.slice(0, shownLines).map((one) => `- ${sayProgress(one, options)}`);
  return [{ type: 'script', title: speak(options.language)('plan.title'), lines }];
}

export function sayProgress(progress: Progress, options: PlanOptions): string {
  const say = speak(options.language);
  const { done, target, written, onCourseFor } = progress;
  const plan = sayQuota(progress, options);
  const line =
    onCourseFor === null
      ? say('plan.line', { plan, done, target })
      : say('plan.lineOnCourse', { plan, done, target, onCourse: onCourseFor });
  return written === null || written === target ? line : say('plan.over', { line, written });
}

/** "Qualified a month, Ana, Windows and doors" */
export function sayQuota(
  { step, per, member, direction }: Pick<Progress, 'step' | 'per' | 'member' | 'direction'>,
  { language, playbook, names }: PlanOptions,
): string {
  const say = speak(language);
  const parts = [
    say(`plan.per.${per}`, { step: say(`cards.digest.${step}`) }),
    ...(member === null ? [] : [names[member] ?? say('names.somebody')]),
    ...(direction === null ? [] : [playbook.directions[direction]?.name[language] ?? direction]),
  ];
  return parts.join(', ');
}
