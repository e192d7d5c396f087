/**
 * A button that gives a command: it acts, or opens the form that completes it. Whether the command is possible is
 * found out before the form opens: better to be told at once than after five questions.
 */
import type { Press, Reply } from '../chat/port.ts';
import type { PersonCommandType } from '../core/command.ts';
import type { Ref } from '../core/lead.ts';
import { speak } from '../words/say.ts';
import { answerCommand } from './answer-command.ts';
import type { App } from './app.ts';
import { refuseUnknown, type KnownCaller } from './find-caller.ts';
import { handleCommand } from './handle-command.ts';
import { openForm } from './open-form.ts';
import { isBackIn } from './is-back-in.ts';
import { leadingThere } from './leading-there.ts';
import { isAboutTheForm, probe } from './probe.ts';
import { refused } from './said.ts';
import type { PersonRequest } from './request.ts';
import { decideOn, readStandingFor, type Standing } from './standing.ts';
import { whoCallsBack } from './who-calls-back.ts';

export async function pressCommand(
  app: App,
  press: Press,
  command: PersonCommandType,
  ref: Ref,
): Promise<Reply> {
  const { caller, isAbsent, standing } = await readStandingFor(app, press, { ref });
  if (!caller.member) return refuseUnknown(caller);
  if (isAbsent && takesOn(command) && !(await isBackIn(app, press))) {
    return refused(speak(caller.language)('happenings.notThere'));
  }
  if (!standing) return refused(speak(caller.language)('replies.refused.not_found'));
  const immediate = immediately.find((type) => type === command);
  if (immediate) return act(app, press, caller, standing, { type: immediate });

  const by = caller.member.id;
  const { direction, now } = standing;
  const { view } = standing.situation;
  const tried = probe(command, { direction, by, now });
  const decision = decideOn(standing, by, tried);
  if (!decision.ok && !isAboutTheForm(decision.refusal)) {
    return answerCommand(app, caller, { ok: false, refusal: decision.refusal, view }, tried);
  }
  // There is nothing left to do, so there is nothing to ask either.
  if (decision.ok && decision.events.length === 0 && command !== 'assign') {
    const outcome = { ok: true, view, events: [], unchanged: true, repeated: false } as const;
    return answerCommand(app, caller, outcome, tried);
  }

  const callsBack = await whoCallsBack(app, command, view.lead, by);
  const form = await openForm(app, command, { view, direction, hearer: caller, now, callsBack });
  if (form) return { type: 'form', form };
  // A playbook may ask nothing before a lead is handed on.
  return command === 'qualify'
    ? act(app, press, caller, standing, { type: command })
    : refused(speak(caller.language)('replies.failed.staleButton'));
}

function takesOn(command: PersonRequest['type']): boolean {
  return command === 'claim' || command === 'accept' || command === 'take';
}

/** Commands that say all that there is to say. */
const immediately = ['claim', 'accept', 'take', 'release', 'reveal', 'reopen'] as const;

async function act(
  app: App,
  press: Press,
  caller: KnownCaller,
  standing: Standing,
  command: PersonRequest,
): Promise<Reply> {
  const { platform, id } = press;
  const { ref } = standing.situation.view.lead;
  const asked = {
    lead: { ref },
    by: caller.member.id,
    via: platform,
    command,
    delivery: { platform, id },
  } as const;
  const outcome = await handleCommand(app, asked, standing);
  const said = answerCommand(app, caller, outcome, command);
  const isTheirs = outcome.ok && takesOn(command.type);
  return leadingThere(said, caller, press, !isTheirs ? 'nothing' : outcome.unchanged ? 'answer' : 'contact');
}
