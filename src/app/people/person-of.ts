/** A person as the API tells of them. */
import type { MemberId, Moment } from '../../core/lead.ts';
import type { Language, Load, Platform, Role } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import type { HeldRole, Member } from '../../storage/members.ts';

export type PublicPerson = {
  readonly id: MemberId;
  readonly name: string;
  /** Each once, in whichever direction. */
  readonly roles: readonly Role[];
  /** The same with where they count; a direction of null is all of them. */
  readonly grants: readonly HeldRole[];
  readonly active: boolean;
  /** Only while they are away. */
  readonly away?: { readonly until: string; readonly deputy: MemberId | null };
  readonly language: Language;
  readonly timeZone: string;
  readonly identities: Partial<Readonly<Record<Platform, string>>>;
  /** Platforms on which they are cut off. */
  readonly suspended: readonly Platform[];
  /** Limits of their own, where they have any. */
  readonly limits?: Partial<Load>;
  readonly sample: boolean;
};

export function personOf(
  member: Member,
  { playbook, now }: { readonly playbook: Playbook; readonly now: Moment },
): PublicPerson {
  return {
    id: member.id,
    name: member.name,
    roles: [...new Set(member.roles.map(({ role }) => role))],
    grants: member.roles.map(({ role, direction }) => ({ role, direction })),
    active: member.active,
    ...(isAway(member, now) && {
      away: { until: new Date(member.awayUntil).toISOString(), deputy: member.deputy },
    }),
    language: member.language ?? playbook.language,
    timeZone: member.timeZone ?? playbook.timeZone,
    identities: Object.fromEntries(member.identities.map(({ platform, person }) => [platform, person])),
    suspended: member.identities.filter(({ suspended }) => suspended).map(({ platform }) => platform),
    ...(Object.keys(member.limits).length > 0 && { limits: member.limits }),
    sample: member.sample,
  };
}

export function isAway(member: Member, now: Moment): member is Member & { readonly awayUntil: Moment } {
  return member.awayUntil !== null && member.awayUntil > now;
}
