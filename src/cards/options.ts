/** What cards are drawn with, besides the lead: for whom, in which language and zone, by which regulation. */
import type { Language, Audience } from '../core/member.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Playbook } from '../core/policy.ts';

export type CardOptions = {
  readonly language: Language;
  readonly timeZone: string;
  readonly playbook: Playbook;
};

/** For a channel: `leadCard(view, options)`, `stubCard(view, options)`. */
export type ChannelCardOptions = CardOptions & {
  /** What the channel is for; it may be for several. */
  readonly audiences: readonly Audience[];
};

/** For one person: `custodianCard(view, options)`. */
export type PrivateCardOptions = CardOptions & { readonly member: MemberId };

/** For an answer at a moment: `historyCard`, `whyCard`, `mineCard`, `foundCard`. */
export type AnswerCardOptions = CardOptions & { readonly now: Moment };
