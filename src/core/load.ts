/** How many leads and accounts people have in hand, and how a change moves those counts. */
import type { Lead, MemberId } from './lead.ts';
import type { Load } from './member.ts';

export type Held = { readonly member: MemberId; readonly held: keyof Load };
export type LoadChange = Held & { readonly by: 1 | -1 };

/** Whose hands are fuller or emptier after the change. A lead that stays with its custodian changes nothing. */
export function loadChanges(before: Lead | null, after: Lead): readonly LoadChange[] {
  const was = before === null ? null : heldOf(before);
  const is = heldOf(after);
  if (was !== null && is !== null && was.member === is.member && was.held === is.held) return [];
  return [
    ...(was === null ? [] : [{ ...was, by: -1 } as const]),
    ...(is === null ? [] : [{ ...is, by: 1 } as const]),
  ];
}

/** In whose hands a lead is, and as what it counts. */
export function heldOf(lead: Lead): Held | null {
  if (lead.stage === 'claimed') return { member: lead.prospector, held: 'claimed' };
  if (lead.stage === 'accepted') return { member: lead.closer, held: 'accepted' };
  if (lead.stage === 'converted' && lead.accountManager !== null) {
    return { member: lead.accountManager, held: 'accounts' };
  }
  return null;
}
