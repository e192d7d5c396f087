/**
 * A stand-in for a command whose form nobody has filled in yet, to find out whether it would be possible at all:
 * better to be told at once than after five questions. It must never be carried out.
 */
import type { PersonCommandType } from '../core/command.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Direction } from '../core/policy.ts';
import type { Refusal } from '../core/refusal.ts';
import type { PersonRequest } from './request.ts';

export function probe(
  command: PersonCommandType,
  { direction, by, now }: { readonly direction: Direction; readonly by: MemberId; readonly now: Moment },
): PersonRequest {
  switch (command) {
    case 'disqualify':
    case 'return':
    case 'lose':
      return { type: command, reason: direction.reasons[command][0]?.id ?? '' };
    case 'touch':
      return { type: 'touch', kind: 'call', outcome: 'reached' };
    case 'snooze':
      return { type: 'snooze', until: now + dayMs };
    case 'convert':
      return { type: 'convert', value: null, currency: null };
    case 'assign':
      return { type: 'assign', to: by };
    case 'correct':
      return { type: 'correct', fields: ['name'] };
    default:
      return { type: command };
  }
}

/** Whether a refusal is about what the form would have said, and so says nothing about the deed. */
export function isAboutTheForm({ code }: Refusal): boolean {
  return code === 'not_qualified_person' || code === 'unknown_reason' || code === 'moment_past';
}

const dayMs = 24 * 60 * 60_000;
