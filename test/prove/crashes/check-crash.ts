/**
 * Judges what is left after many kills by what was promised before them: what was acknowledged exists, once; every lead
 * is announced, once, and its card tells the truth. Claims are judged by `checkClaims`.
 */

export type Aftermath = {
  /** What intake answered with success: who was sent, and as which lead. */
  readonly acknowledged: readonly { readonly contact: string; readonly ref: string }[];
  /** All leads that the program lists. */
  readonly leads: readonly { readonly ref: string; readonly number: string; readonly stage: string }[];
  /** The channel's cards, each with the lead it is about and the buttons on it. */
  readonly cards: readonly { readonly number: string; readonly codes: readonly string[] }[];
};

export const crashFigures = [
  'acknowledged leads lost',
  'leads doubled',
  'announcements lost',
  'announcements doubled',
  'cards that offer what is taken',
] as const;
export type CrashFigure = (typeof crashFigures)[number];
export type CrashFault = { readonly figure: CrashFigure; readonly says: string };

export function checkCrash({ acknowledged, leads, cards }: Aftermath): readonly CrashFault[] {
  const faults: CrashFault[] = [];
  const fault = (figure: CrashFigure, says: string) => faults.push({ figure, says });

  const known = new Set(leads.map(({ ref }) => ref));
  for (const { contact, ref } of acknowledged) {
    if (!known.has(ref)) fault('acknowledged leads lost', `${contact} was acknowledged as ${ref}`);
  }
  for (const [contact, answers] of Map.groupBy(acknowledged, (one) => one.contact)) {
    const refs = new Set(answers.map(({ ref }) => ref));
    if (refs.size > 1) fault('leads doubled', `${contact} is ${[...refs].join(' and ')}`);
  }

  const cardsOf = Map.groupBy(cards, ({ number }) => number);
  for (const { number, stage } of leads) {
    const own = cardsOf.get(number) ?? [];
    if (own.length === 0) fault('announcements lost', `${number} stands in no channel`);
    if (own.length > 1) fault('announcements doubled', `${number} stands there ${own.length} times`);
    if (stage !== 'new' && own.some(({ codes }) => codes.some((code) => code.startsWith('claim:')))) {
      fault('cards that offer what is taken', `${number} is ${stage}`);
    }
  }
  return faults;
}
