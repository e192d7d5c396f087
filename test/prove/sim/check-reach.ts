/**
 * Judges who can get at what: each lead that somebody has is with a person who is in the team, their deputy stands in
 * exactly as long as they are away, and nobody was ever told a contact before they had a right to it.
 */
import type { Moment } from '../../../src/core/lead.ts';

export const reachFaults = [
  'lead with somebody who left',
  'stood in for by the wrong one',
  'contact told without a right',
  'deed of somebody who left',
] as const;
export type ReachFault = { readonly fault: (typeof reachFaults)[number]; readonly about: string };

export type Held = {
  readonly ref: string;
  readonly custodian: string;
  readonly isInTeam: boolean;
  /** Who should stand in now: of one who is away, the deputy who is there. */
  readonly deputy: string | null;
  readonly coveredBy: string | null;
};

/** A contact in a private conversation, on a card or in an answer. */
export type Told = {
  readonly who: string;
  readonly at: Moment;
  /** The leads whose contact it is: several, where somebody wrote again. */
  readonly leads: readonly string[];
};

export type Reach = {
  readonly held: readonly Held[];
  readonly told: readonly Told[];
  /** From when on somebody had, or stood in for, a lead: by lead and person. */
  readonly rights: ReadonlyMap<string, Moment>;
  /** What people did of whom nobody should have taken it. */
  readonly deedsOfGone: readonly string[];
};

export const rightOf = (ref: string, who: string) => `${ref} ${who}`;

export function checkReach({ held, told, rights, deedsOfGone }: Reach): readonly ReachFault[] {
  return [
    ...held.flatMap(({ ref, custodian, isInTeam, deputy, coveredBy }): readonly ReachFault[] => {
      if (!isInTeam) return [{ fault: 'lead with somebody who left', about: `${ref} with ${custodian}` }];
      if (coveredBy === deputy) return [];
      const about = `${ref} of ${custodian}: ${coveredBy ?? 'nobody'}, not ${deputy ?? 'nobody'}`;
      return [{ fault: 'stood in for by the wrong one', about }];
    }),
    ...told
      .filter(
        ({ who, at, leads }) =>
          !leads.some((ref) => (rights.get(rightOf(ref, who)) ?? Number.POSITIVE_INFINITY) <= at),
      )
      .map(({ who, at, leads }): ReachFault => ({
        fault: 'contact told without a right',
        about: `${who} at ${at}: ${leads.join(', ')}`,
      })),
    ...deedsOfGone.map((about): ReachFault => ({ fault: 'deed of somebody who left', about })),
  ];
}
