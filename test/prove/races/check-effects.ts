/** Judges what happened to leads by what people did, however often it was delivered: each deed once, and nothing besides. */
export type Expected = { readonly ref: string; readonly deeds: Readonly<Record<string, number>> };
export type Happened = { readonly ref: string; readonly events: readonly string[] };

export const effectFigures = ['double effects', 'deeds without effect'] as const;
export type EffectFault = { readonly figure: (typeof effectFigures)[number]; readonly says: string };

export function checkEffects(
  expected: readonly Expected[],
  happened: readonly Happened[],
): readonly EffectFault[] {
  const eventsOf = new Map(happened.map(({ ref, events }) => [ref, events]));
  return expected.flatMap(({ ref, deeds }) =>
    Object.entries(deeds).flatMap(([deed, count]): readonly EffectFault[] => {
      const found = (eventsOf.get(ref) ?? []).filter((event) => event === deed).length;
      if (found === count) return [];
      const says = `${ref} was ${deed} ${found} times, not ${count}`;
      return [{ figure: found > count ? 'double effects' : 'deeds without effect', says }];
    }),
  );
}
