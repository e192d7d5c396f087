/** Which role a deed asks for. In merged shapes the roles of the merged stages stand in for each other. */
import type { CommandType } from './command.ts';
import type { Lead } from './lead.ts';
import type { Audience, Role } from './member.ts';
import type { Shape } from './policy.ts';

const segments = ['prospecting', 'closing', 'account'] as const;
/** The three parts of the conveyor. */
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
export function segmentOf(lead: Pick<Lead, 'stage'>): Segment | null {
  return segments.find((segment) => stagesOf[segment].includes(lead.stage)) ?? null;
}

/** The roles of which one is needed to give a command at any stage; null where having the lead is what counts. */
export function rolesNeeded(command: CommandType, shape: Shape): readonly Role[] | null {
  switch (command) {
    case 'claim':
    case 'qualify':
      return rolesOf('prospecting', shape);
    case 'accept':
    case 'convert':
      return rolesOf('closing', shape);
    case 'take':
      return rolesOf('account', shape);
    case 'return':
      return [...rolesOf('closing', shape), 'manager'];
    case 'assign':
    case 'reopen':
    case 'erase':
      return ['manager'];
    default:
      return null;
  }
}

/** Which roles a member must hold to be given this lead. */
export function rolesToHold(lead: Pick<Lead, 'stage'>, shape: Shape): readonly Role[] {
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
