/**
 * Judges a history of clicks on leads: a lead is a register that is set once, so a linear scan tells whether what
 * people were answered can have happened. It believes nothing but what they saw and what came out in the end.
 */

export type Click = {
  readonly lead: string;
  readonly member: string;
  readonly invokedAt: number;
  readonly answeredAt: number;
  /** It was first answered that it takes longer and may still go through, and pressed again until it was answered. */
  readonly wasLate?: boolean;
  readonly answer:
    /** It was told to be theirs, by this very click. */
    | { readonly type: 'won' }
    /** It was told to be theirs already. */
    | { readonly type: 'quiet' }
    /** Somebody else has it; whom the answer named (a member, or whatever it said instead). */
    | { readonly type: 'lost'; readonly to: string }
    /** Neither: an error, or no answer at all. */
    | { readonly type: 'unknown'; readonly what: string };
};

export type Outcome = {
  readonly leads: readonly string[];
  readonly clicks: readonly Click[];
  /** Who has it in the end, by the program's own account. */
  readonly custodians: ReadonlyMap<string, string | null>;
  /** Who was shown a contact in private, read off what the people saw. */
  readonly reveals: readonly { readonly lead: string; readonly member: string }[];
};

export const figures = [
  'winners',
  'double',
  'without winner',
  'wrong loser text',
  'reveals to a non-winner',
  'winners without reveal',
  'unanswered clicks',
] as const;
export type Figure = (typeof figures)[number];
export type Fault = { readonly figure: Figure; readonly lead: string; readonly says: string };

export function checkClaims(outcome: Outcome): {
  readonly counts: Readonly<Record<Figure, number>>;
  readonly faults: readonly Fault[];
} {
  const clicksOf = Map.groupBy(outcome.clicks, (click) => click.lead);
  const revealsOf = Map.groupBy(outcome.reveals, (reveal) => reveal.lead);
  const judged = outcome.leads.map((lead) =>
    judge(
      lead,
      clicksOf.get(lead) ?? [],
      outcome.custodians.get(lead) ?? null,
      (revealsOf.get(lead) ?? []).map((reveal) => reveal.member),
    ),
  );
  const faults = judged.flatMap((one) => one.faults);
  const count = (figure: Figure) => faults.filter((fault) => fault.figure === figure).length;
  return {
    counts: {
      winners: judged.filter((one) => one.winner !== null).length,
      double: count('double'),
      'without winner': count('without winner'),
      'wrong loser text': count('wrong loser text'),
      'reveals to a non-winner': count('reveals to a non-winner'),
      'winners without reveal': count('winners without reveal'),
      'unanswered clicks': count('unanswered clicks'),
    },
    faults,
  };
}

function judge(
  lead: string,
  clicks: readonly Click[],
  custodian: string | null,
  revealedTo: readonly string[],
): { winner: string | null; faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const fault = (figure: Figure, says: string) => faults.push({ figure, lead, says });

  const won = clicks.filter((click) => click.answer.type === 'won');
  const owners = new Set(
    clicks
      .filter((click) => click.answer.type === 'won' || click.answer.type === 'quiet')
      .map((click) => click.member),
  );
  // Who was told that it may still go through, and then that it is theirs, has won by the click that was late.
  const late = clicks.find((click) => click.wasLate && click.answer.type === 'quiet');
  const first = won[0] ?? late;
  const winner = won.length <= 1 && owners.size === 1 && first ? first.member : null;

  if (won.length > 1)
    fault('double', `${won.length} clicks won: ${won.map((click) => click.member).join(', ')}`);
  else if (owners.size > 1) fault('double', `told to be theirs: ${[...owners].join(', ')}`);
  else if (winner === null) fault('without winner', 'no click won');
  else if (custodian !== winner) fault('double', `${winner} won, but ${custodian ?? 'nobody'} has it`);

  for (const click of clicks) {
    if (click.answer.type === 'unknown') fault('unanswered clicks', `${click.member}: ${click.answer.what}`);
    if (click.answer.type !== 'lost') continue;
    if (click.answer.to !== winner) {
      fault(
        'wrong loser text',
        `${click.member} was told of ${click.answer.to}, the winner is ${winner ?? 'nobody'}`,
      );
    } else if (!clicks.some((other) => other.member === winner && other.invokedAt <= click.answeredAt)) {
      fault('wrong loser text', `${click.member} lost to ${winner} before ${winner} had clicked at all`);
    }
  }
  for (const click of clicks.filter((one) => one.answer.type === 'quiet')) {
    if (first && click.answeredAt < first.invokedAt) {
      fault('wrong loser text', `${click.member} was told to have it before the click that won was made`);
    }
  }

  for (const member of new Set(revealedTo)) {
    if (member !== winner) fault('reveals to a non-winner', `${member} was shown the contact`);
  }
  if (winner !== null && !revealedTo.includes(winner)) {
    fault('winners without reveal', `${winner} was not shown the contact`);
  }
  return { winner, faults };
}
