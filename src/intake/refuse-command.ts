/** Why the rules refused a command, as HTTP says it: 403 for who one is, 409 for how things stand, with the facts beside. */
import type { CommandOutcome } from '../app/handle-command.ts';
import type { Moment } from '../core/lead.ts';
import { formatNumber } from '../core/number.ts';
import type { Refusal } from '../core/refusal.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import { speak } from '../words/say.ts';
import { InvalidInput } from './check-input.ts';
import { noSuchLead } from './lead-key.ts';
import { isoOf } from './moment.ts';
import { Problem } from './problem.ts';

const say = speak('en');

type Refused = Extract<CommandOutcome, { readonly ok: false }>;
type Names = Readonly<Record<string, string>>;

export function problemOfRefusal(refused: Refused, now: Moment): Problem {
  if (!('view' in refused)) return noSuchLead();
  const { refusal, view } = refused;
  switch (refusal.code) {
    case 'unknown_reason':
      return invalid('reason', say('api.input.unknownReason', { known: refusal.known.join(', ') }));
    case 'not_qualified_person':
      return invalid('to', say('api.input.notQualified', { roles: refusal.needs.join(', ') }));
    case 'moment_past':
      return invalid('until', say('api.input.momentPast'));
    default: {
      const detail = sayRefusal(refusal, { language: 'en', now, names: view.names });
      return new Problem(statusOf(refusal), refusal.code, detail, { extra: factsOf(refusal, view.names) });
    }
  }
}

function statusOf({ code }: Refusal): number {
  return code === 'not_allowed' || code === 'not_custodian' || code === 'not_active' ? 403 : 409;
}

function factsOf(refusal: Refusal, names: Names): Readonly<Record<string, unknown>> {
  switch (refusal.code) {
    case 'already_claimed':
    case 'already_accepted':
    case 'already_taken':
      return { by: refusal.by, byName: names[refusal.by] ?? null, at: isoOf(refusal.at) };
    case 'wrong_stage':
      return {
        stage: refusal.stage,
        by: refusal.by,
        byName: refusal.by === null ? null : (names[refusal.by] ?? null),
        at: isoOf(refusal.at),
      };
    case 'not_custodian':
      return {
        custodian: refusal.custodian,
        custodianName: refusal.custodian === null ? null : (names[refusal.custodian] ?? null),
      };
    case 'not_allowed':
      return { needs: refusal.needs };
    case 'limit_reached':
      return { limit: refusal.limit, held: refusal.held, stage: refusal.stage };
    case 'reveal_limit_reached':
      return { limit: refusal.limit };
    case 'returned_before':
      return { returns: refusal.returns };
    case 'duplicate_contact':
      return { ref: refusal.ref, number: formatNumber(refusal.number) };
    default:
      return {};
  }
}

function invalid(path: string, says: string): InvalidInput {
  return new InvalidInput([{ path, says }]);
}
