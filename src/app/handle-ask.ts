/** Something was typed to the bot. Each request has its own file in `asks`; unknown words get the help, never silence. */
import type { Ask, Reply } from '../chat/port.ts';
import type { App } from './app.ts';
import { asksOfPeople } from './asks-of-people.ts';
import { answerAdd } from './asks/add.ts';
import type { Answers } from './asks/asking.ts';
import { answerDigest } from './asks/digest.ts';
import { answerFind } from './asks/find.ts';
import { answerHelp, sayUnknownAsk } from './asks/help.ts';
import { answerLead } from './asks/lead.ts';
import { answerMine } from './asks/mine.ts';
import { answerNext } from './asks/next.ts';
import { answerPlan } from './asks/plan.ts';
import { answerWhy } from './asks/why.ts';
import { findCaller } from './find-caller.ts';
import { leadingThere } from './leading-there.ts';
import { readAsk, type AskName } from './read-ask.ts';

export async function handleAsk(app: App, ask: Ask): Promise<Reply> {
  const caller = await findCaller(app, ask);
  const { name, rest } = readAsk(ask.text);
  const reply =
    name === null ? sayUnknownAsk(caller, ask.text) : await answers[name](app, { ask, caller, rest });
  return leadingThere(reply, caller, ask, 'answer');
}

const answers: Readonly<Record<AskName, Answers>> = {
  add: answerAdd,
  next: answerNext,
  mine: answerMine,
  find: answerFind,
  lead: answerLead,
  why: answerWhy,
  digest: answerDigest,
  help: answerHelp,
  plan: answerPlan,
  ...asksOfPeople,
};
