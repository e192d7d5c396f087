/** Who it is that presses, asks or submits: one of ours, somebody who was, or a stranger. Not what they may do. */
import type { Delivered } from '../chat/port.ts';
import type { Language } from '../core/member.ts';
import { meet } from '../storage/cut-off.ts';
import { findByIdentity, type Member } from '../storage/members.ts';
import { speak } from '../words/say.ts';
import type { App } from './app.ts';
import { refused, type Said } from './said.ts';

type Someone = { readonly name: string; readonly language: Language; readonly timeZone: string };

export type KnownCaller = Someone & {
  readonly member: Member;
  /** Whether their private conversation is open, as far as anybody knows. */
  readonly isMet: boolean;
};
export type UnknownCaller = Someone & {
  readonly member: null;
  /** `closed`: deactivated, or suspended on this platform. */
  readonly standing: 'stranger' | 'closed';
};
export type Caller = KnownCaller | UnknownCaller;

type By = Pick<Delivered, 'platform' | 'person' | 'place'>;
type CallerApp = Pick<App, 'database' | 'playbook' | 'wake'>;

export async function findCaller(app: CallerApp, by: By): Promise<Caller> {
  return callerOf(app, await findByIdentity(app.database.db, by.platform, by.person.id), by);
}

/** `member`: whoever the platform knows under the id; null for nobody of ours. */
export async function callerOf(
  app: CallerApp,
  member: Member | null,
  { platform, person, place }: By,
): Promise<Caller> {
  const playbook = app.playbook();
  if (!member) {
    const language = person.language ?? playbook.language;
    return { name: person.name, language, timeZone: playbook.timeZone, member: null, standing: 'stranger' };
  }
  const someone = {
    name: member.name,
    language: member.language ?? playbook.language,
    timeZone: member.timeZone ?? playbook.timeZone,
  };
  const identity = member.identities.find((one) => one.platform === platform && one.person === person.id);
  if (!member.active || identity?.suspended) return { ...someone, member: null, standing: 'closed' };
  // On the page everybody has theirs.
  const isMet = platform === 'web' || (identity?.met === true && identity.reachable);
  if (identity && !isMet && place === null) {
    // Who had blocked us and writes in private again, can be written to; what waited for them is shown now.
    await meet(app.database.db, { platform, person: person.id });
    if (!identity.reachable) app.wake();
  }
  return { ...someone, member, isMet: isMet || place === null };
}

/** What somebody hears who is not one of ours. */
export function refuseUnknown({ standing, name, language }: UnknownCaller): Said {
  const say = speak(language);
  return refused(standing === 'closed' ? say('replies.refused.not_active') : say('inbox.notKnown', { name }));
}
