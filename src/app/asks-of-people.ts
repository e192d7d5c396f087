/** The typed requests about people and places, by the word that asks for them. */
import { answerAssign } from './asks/assign.ts';
import { answerAway } from './asks/away.ts';
import type { Answers } from './asks/asking.ts';
import { answerHere } from './asks/here.ts';
import { answerInvite } from './asks/invite.ts';
import { answerJoin } from './asks/join.ts';
import { answerLimit } from './asks/limit.ts';
import { answerManager } from './asks/manager.ts';
import { answerResume } from './asks/resume.ts';
import { answerRole } from './asks/role.ts';
import { answerTeam } from './asks/team.ts';

export const asksOfPeople = {
  here: answerHere,
  join: answerJoin,
  manager: answerManager,
  invite: answerInvite,
  role: answerRole,
  limit: answerLimit,
  assign: answerAssign,
  team: answerTeam,
  away: answerAway,
  resume: answerResume,
} satisfies Readonly<Record<string, Answers>>;
