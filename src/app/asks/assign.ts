/** `assign L-1042 NAME`: a manager gives a lead or an account to somebody. */
import { formatNumber, parseLeadNumber } from '../../core/number.ts';
import { answerCommand } from '../answer-command.ts';
import { handleCommand } from '../handle-command.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { managerOf, personNamed } from './of-people.ts';

export const answerAssign: Answers = async (app, asking) => {
  const manager = await managerOf(app, asking);
  if ('reply' in manager) return manager.reply;
  const { say, caller } = manager;
  const { ask, rest } = asking;
  const [first = '', ...name] = rest.split(/\s+/u);
  const number = parseLeadNumber(first);
  if (number === null || name.length === 0) return refused(say('people.assign.help'));
  const named = await personNamed(app, name.join(' '), say);
  if ('reply' in named) return named.reply;
  const command = { type: 'assign', to: named.member.id } as const;
  const outcome = await handleCommand(app, {
    lead: { number },
    by: caller.member.id,
    via: ask.platform,
    command,
    delivery: { platform: ask.platform, id: ask.id },
  });
  const said = answerCommand(app, caller, outcome, command);
  if (!outcome.ok) return said;
  return { ...said, text: `${said.text} ${say('people.assign.next', { number: formatNumber(number) })}` };
};
