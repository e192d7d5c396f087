/** A button was pressed. Whatever card it stood on, today's state and our own table of roles decide what it does. */
import type { Press, Reply } from '../chat/port.ts';
import { parseCode, type Code } from '../core/code.ts';
import { commandTypes } from '../core/command.ts';
import { speak } from '../words/say.ts';
import type { App } from './app.ts';
import { openAddForm } from './asks/add.ts';
import { pressAway } from './asks/away.ts';
import { openDeputyForm } from './asks/deputy.ts';
import { sayLead } from './asks/lead.ts';
import { sayMine } from './asks/mine.ts';
import { giveNext } from './asks/next.ts';
import { sayBack } from './asks/resume.ts';
import { sayWhy } from './asks/why.ts';
import { pressClock, pressDecline } from './clock-work/press-clock.ts';
import { findCaller, refuseUnknown, type KnownCaller } from './find-caller.ts';
import { leadingThere } from './leading-there.ts';
import { pressCommand } from './press-command.ts';
import { refused } from './said.ts';
import { sayScript } from './say-script.ts';

export async function handlePress(app: App, press: Press): Promise<Reply> {
  const code = parseCode(press.code);
  const command = commandTypes.find((type) => type === code?.verb);
  // Who presses and how the lead stands are read together: others press the same button at this moment.
  if (code && command) return pressCommand(app, press, command, code.ref);
  const caller = await findCaller(app, press);
  if (!caller.member) return refuseUnknown(caller);
  if (!code) return refused(speak(caller.language)('replies.failed.unknownButton'));
  return leadingThere(await pressOther(app, press, caller, code), caller, press, 'nothing');
}

async function pressOther(app: App, press: Press, caller: KnownCaller, code: Code): Promise<Reply> {
  const { verb, ref } = code;
  const say = speak(caller.language);
  switch (verb) {
    case 'script':
      return sayScript(app, caller, { ref });
    case 'history':
      return sayLead(app, caller, { ref });
    case 'why':
      return sayWhy(app, caller, { ref });
    case 'mine':
      return sayMine(app, caller);
    case 'next':
      return giveNext(app, caller, press, ref);
    case 'add':
      return openAddForm(app, caller, ref);
    case 'nudge':
    case 'extend':
      return pressClock(app, press, verb, ref);
    case 'callback':
      return pressCommand(app, press, 'snooze', ref);
    case 'deputy':
      return openDeputyForm(app, caller, ref);
    case 'resume':
      return sayBack(app, caller);
    case 'away':
      return pressAway(app, caller, ref);
    case 'decline':
      return pressDecline(app, press, code);
    // A platform that asks forms as conversations answers these itself, as long as there is one.
    case 'answer':
    case 'skip':
    case 'back':
    case 'cancel':
    case 'confirm':
      return refused(say('inbox.formOver'));
    default:
      return refused(say('replies.failed.unknownButton'));
  }
}
