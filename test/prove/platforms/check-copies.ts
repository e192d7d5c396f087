/**
 * Judges how often each lead stands in the places after answers were lost: never is a lost lead, more than once a copy.
 * Where a platform can be asked what stands there, there must be none; elsewhere at most one for each lost answer.
 */
export type CopiesSeen = {
  readonly leads: readonly string[];
  readonly cards: readonly {
    readonly platform: 'slack' | 'telegram';
    readonly lead: string;
    readonly offersClaim: boolean;
  }[];
  readonly lostOnTelegram: number;
};

export type CopyCounts = {
  readonly lost: number;
  readonly slackCopies: number;
  readonly telegramCopies: number;
  /** More than one for a lost answer. */
  readonly beyond: number;
  readonly stillOffering: number;
};

export function checkCopies({ leads, cards, lostOnTelegram }: CopiesSeen): CopyCounts {
  const count = (platform: 'slack' | 'telegram', lead: string) =>
    cards.filter((card) => card.platform === platform && card.lead === lead).length;
  const copiesOn = (platform: 'slack' | 'telegram') =>
    leads.reduce((sum, lead) => sum + Math.max(count(platform, lead) - 1, 0), 0);
  const telegramCopies = copiesOn('telegram');
  return {
    lost: leads.reduce(
      (sum, lead) => sum + (count('slack', lead) === 0 ? 1 : 0) + (count('telegram', lead) === 0 ? 1 : 0),
      0,
    ),
    slackCopies: copiesOn('slack'),
    telegramCopies,
    beyond: Math.max(telegramCopies - lostOnTelegram, 0),
    stillOffering: cards.filter(({ offersClaim }) => offersClaim).length,
  };
}
