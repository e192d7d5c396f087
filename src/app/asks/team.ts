/** `team`: who is here, in which roles, and with how much in hand. */
import { teamCard } from '../../cards/team-card.ts';
import { listMembers } from '../../storage/members.ts';
import { refuseUnknown } from '../find-caller.ts';
import { isAway } from '../people/person-of.ts';
import type { Answers } from './asking.ts';

export const answerTeam: Answers = async (app, { caller }) => {
  if (!caller.member) return refuseUnknown(caller);
  const now = app.clock.now();
  const members = await listMembers(app.database.db, { active: true });
  const card = teamCard(
    members.map((member) => ({
      name: member.name,
      roles: [...new Set(member.roles.map(({ role }) => role))],
      active: member.active,
      away: isAway(member, now) || member.offSince !== null,
      load: member.load,
    })),
    caller.language,
  );
  return { type: 'say', tone: 'done', text: card.title, card };
};
