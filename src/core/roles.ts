/** Which role a deed asks for. In merged shapes the roles of the merged stages stand in for each other. */
import type { CommandType } from './command.ts';
import type { Lead } from './lead.ts';
import type { Audience, Role } from './member.ts';
import type { Shape } from './policy.ts';

/** The three parts of the conveyor. */
export const segments = ['prospecting', 'closing', 'account'] as const;
export type Segment = (typeof segments)[number];

/** Who works in a part of the conveyor, the role that it is named after first. */
export function rolesOf(segment: Segment, shape: Shape): readonly Role[] {
  return [ownRole[segment], ...partners[shape][segment].map((partner) => ownRole[partner])];
}

/** Which audience's cards offer the work of a part. Where two parts are one, the earlier one's places have it all. */
export function audienceOf(segment: Segment, shape: Shape): Audience {
  if (shape === 'solo') return 'prospectors';
  if (segment === 'closing' && shape === 'prospecting+closing') return 'prospectors';
  if (segment === 'account' && shape === 'closing+account') return 'closers';
  return ownAudience[segment];
}

/** Which part works on a lead at its stage; a closed one is nobody's. */
export function segmentOf(lead: Lead): Segment | null {
  return segments.find((segment) => stagesOf[segment].includes(lead.stage)) ?? null;
}

/** The roles that may give a command about this lead as it is now; a manager is among them where the rules say so. */
export function rolesFor(
  command: CommandType,
  lead: Lead,
  policy: { readonly shape: Shape },
): readonly Role[] {
  const at = segmentOf(lead);
  const workers = at === null ? [] : rolesOf(at, policy.shape);
  switch (command) {
    case 'claim':
    case 'qualify':
      return rolesOf('prospecting', policy.shape);
    case 'accept':
    case 'convert':
      return rolesOf('closing', policy.shape);
    case 'take':
      return rolesOf('account', policy.shape);
    case 'return':
    case 'lose':
      return [...rolesOf('closing', policy.shape), 'manager'];
    case 'disqualify':
      return lead.stage === 'claimed' ? [...workers, 'manager'] : ['manager'];
    case 'note':
    case 'reveal':
    case 'correct':
      return [...workers, 'manager'];
    case 'release':
    case 'touch':
    case 'snooze':
      return workers;
    case 'assign':
    case 'reopen':
    case 'erase':
      return ['manager'];
    case 'vacate':
    case 'expire':
    case 'escalate':
      return [];
  }
}

/** Which roles a member must hold to be given this lead. */
export function rolesToHold(lead: Lead, shape: Shape): readonly Role[] {
  const segment = segmentOf(lead);
  return segment === null ? [] : rolesOf(segment, shape);
}

const ownRole = { prospecting: 'prospector', closing: 'closer', account: 'account_manager' } as const;
const ownAudience = { prospecting: 'prospectors', closing: 'closers', account: 'account_team' } as const;

const stagesOf: Record<Segment, readonly Lead['stage'][]> = {
  prospecting: ['new', 'claimed'],
  closing: ['qualified', 'accepted'],
  account: ['converted'],
};

const partners: Record<Shape, Record<Segment, readonly Segment[]>> = {
  'three-stage': { prospecting: [], closing: [], account: [] },
  'prospecting+closing': { prospecting: ['closing'], closing: ['prospecting'], account: [] },
  'closing+account': { prospecting: [], closing: ['account'], account: ['closing'] },
  solo: {
    prospecting: ['closing', 'account'],
    closing: ['prospecting', 'account'],
    account: ['prospecting', 'closing'],
  },
};
