/**
 * Decides what a command does to a lead as it is: events, nothing, or a refusal. Pure; the only place with the rules.
 *
 * Refusals come in the order in which HTTP tells them: what was asked for makes no sense (422), the person may not
 * (403), the lead is not where it would have to be (409).
 */
import type { Command } from './command.ts';
import { holdsOne, refuse } from './decide/answers.ts';
import {
  decideCover,
  decideEscalate,
  decideExpire,
  decideExtend,
  decideNudge,
  decideVacate,
} from './decide/clock.ts';
import { decideConvert, decideLose, decideReturn } from './decide/close.ts';
import { decideCorrect, decideErase, decideReveal } from './decide/contact.ts';
import { decideDisqualify, decideQualify } from './decide/judge.ts';
import { decideAssign, decideReopen } from './decide/manage.ts';
import { decideDecline, decideDraw, decideHold, decideOffer } from './decide/offer.ts';
import { decideRelease } from './decide/release.ts';
import { decideAccept, decideClaim, decideTake } from './decide/take-on.ts';
import type { Circumstances, Decision, Situated } from './decide/types.ts';
import { decideNote, decideSnooze, decideTouch } from './decide/work.ts';
import type { Lead } from './lead.ts';
import type { Policy } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { rolesNeeded } from './roles.ts';

export function decide(command: Command, lead: Lead, circumstances: Circumstances): Decision {
  switch (command.type) {
    // Nobody has an erased lead and nothing of it is due, so these are quiet about it.
    case 'vacate':
      return decideVacate(command, lead, circumstances);
    case 'expire':
      return decideExpire(command, lead, circumstances);
    case 'escalate':
      return decideEscalate(lead, circumstances);
    case 'cover':
      return decideCover(command, lead);
    case 'offer':
      return decideOffer(command, lead, circumstances);
    case 'hold':
      return decideHold(lead, circumstances);
    case 'draw':
      return decideDraw(lead, circumstances);
    default:
      return decidePersons(command, lead, circumstances);
  }
}

type PersonCommand = Exclude<
  Command,
  { readonly type: 'vacate' | 'expire' | 'escalate' | 'cover' | 'offer' | 'hold' | 'draw' }
>;

function decidePersons(command: PersonCommand, lead: Lead, circumstances: Circumstances): Decision {
  const { actor, policy } = circumstances;
  const strange = unknownReason(command, policy);
  if (strange) return refuse(strange);
  if (actor === null || !actor.active) return refuse({ code: 'not_active' });
  const needs = rolesNeeded(command.type, policy.shape);
  if (needs !== null && !holdsOne(actor, needs)) return refuse({ code: 'not_allowed', needs });
  if (lead.erased && command.type !== 'erase') return refuse({ code: 'erased' });
  return decideBy(command, lead, { ...circumstances, actor });
}

function decideBy(command: PersonCommand, lead: Lead, situated: Situated): Decision {
  switch (command.type) {
    case 'claim':
      return decideClaim(command, lead, situated);
    case 'release':
      return decideRelease(lead, situated);
    case 'touch':
      return decideTouch(command, lead, situated);
    case 'note':
      return decideNote(lead, situated);
    case 'snooze':
      return decideSnooze(command, lead, situated);
    case 'qualify':
      return decideQualify(lead, situated);
    case 'disqualify':
      return decideDisqualify(command, lead, situated);
    case 'accept':
      return decideAccept(command, lead, situated);
    case 'return':
      return decideReturn(command, lead, situated);
    case 'convert':
      return decideConvert(command, lead, situated);
    case 'lose':
      return decideLose(command, lead, situated);
    case 'take':
      return decideTake(command, lead, situated);
    case 'reveal':
      return decideReveal(lead, situated);
    case 'assign':
      return decideAssign(command, lead, situated);
    case 'reopen':
      return decideReopen(lead, situated);
    case 'correct':
      return decideCorrect(command, lead, situated);
    case 'erase':
      return decideErase(lead);
    case 'decline':
      return decideDecline(command, lead, situated);
    case 'nudge':
      return decideNudge(lead, situated);
    case 'extend':
      return decideExtend(lead, situated);
  }
}

function unknownReason(command: PersonCommand, { reasons }: Policy): Refusal | null {
  if (command.type !== 'disqualify' && command.type !== 'return' && command.type !== 'lose') return null;
  const known = reasons[command.type].map(({ id }) => id);
  return known.includes(command.reason) ? null : { code: 'unknown_reason', reason: command.reason, known };
}
