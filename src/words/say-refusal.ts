/** Why a command was not carried out, said kindly to whoever gave it. */
import type { MemberId, Moment } from '../core/lead.ts';
import type { Language, Role } from '../core/member.ts';
import { formatNumber } from '../core/number.ts';
import type { Refusal } from '../core/refusal.ts';
import { sayList } from './list.ts';
import { sayAgo } from './moment.ts';
import { speak } from './say.ts';

export type RefusalOptions = {
  readonly language: Language;
  readonly now: Moment;
  /** Names of the members that the refusal mentions. */
  readonly names: Readonly<Record<MemberId, string>>;
};

export function sayRefusal(
  refusal: Refusal | { readonly code: 'not_found' },
  { language, now, names }: RefusalOptions,
): string {
  const say = speak(language);
  const nameOf = (member: MemberId) => names[member] ?? say('names.somebody');
  const ago = (at: Moment) => sayAgo(now - at, language);
  const oneOf = (roles: readonly Role[]) =>
    sayList(
      roles.map((role) => say(`names.role.${role}`)),
      language,
      'or',
    );
  switch (refusal.code) {
    case 'already_claimed':
    case 'already_accepted':
    case 'already_taken':
      return say(`replies.refused.${refusal.code}`, { name: nameOf(refusal.by), ago: ago(refusal.at) });
    case 'wrong_stage': {
      const stage = say(`names.stage.${refusal.stage}`);
      return refusal.by === null
        ? say('replies.refused.wrong_stage', { stage })
        : say('replies.refused.wrong_stage_by', { stage, name: nameOf(refusal.by), ago: ago(refusal.at) });
    }
    case 'not_custodian':
      return refusal.custodian === null
        ? say('replies.refused.not_custodian_free')
        : say('replies.refused.not_custodian', { name: nameOf(refusal.custodian) });
    case 'not_allowed':
      return say('replies.refused.not_allowed', { roles: oneOf(refusal.needs) });
    case 'limit_reached':
      return say(`replies.refused.limit_reached_${refusal.stage}`, {
        count: refusal.held,
        limit: refusal.limit,
      });
    case 'reveal_limit_reached':
      return say('replies.refused.reveal_limit_reached', { count: refusal.limit });
    case 'unknown_reason':
      return say('replies.refused.unknown_reason', { reasons: sayList(refusal.known, language) });
    case 'not_qualified_person':
      return say('replies.refused.not_qualified_person', {
        name: nameOf(refusal.member),
        roles: oneOf(refusal.needs),
      });
    case 'duplicate_contact':
      return say('replies.refused.duplicate_contact', { number: formatNumber(refusal.number) });
    case 'not_active':
    case 'away':
    case 'returned_before':
    case 'extended_before':
    case 'not_your_turn':
    case 'moment_past':
    case 'erased':
    case 'not_found':
      return say(`replies.refused.${refusal.code}`);
    default:
      return refusal satisfies never;
  }
}
