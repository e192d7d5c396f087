/** The private answer to whoever gave a command, with the contact if that is what they asked for. */
import { contactCard } from '../cards/contact-card.ts';
import type { App } from './app.ts';
import type { KnownCaller } from './find-caller.ts';
import type { CommandOutcome } from './handle-command.ts';
import type { Said } from './said.ts';
import type { PersonRequest } from './request.ts';
import { sayOutcome } from './say-outcome.ts';
import type { CallsBack } from './who-calls-back.ts';

export function answerCommand(
  app: Pick<App, 'clock' | 'playbook'>,
  caller: KnownCaller,
  outcome: CommandOutcome,
  command: PersonRequest,
  callsBack: CallsBack | null = null,
): Said {
  const playbook = app.playbook();
  const said = sayOutcome(outcome, command, {
    hearer: caller,
    playbook,
    now: app.clock.now(),
    callsBack,
  });
  if (command.type !== 'reveal' || !outcome.ok) return said;
  const { language, timeZone } = caller;
  return { ...said, card: contactCard(outcome.view, { language, timeZone, playbook }) };
}
