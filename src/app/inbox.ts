/**
 * Where everything arrives that people press, type and fill in, from every platform. It always answers, and within
 * two seconds: a platform gives little more before it tells the person that the bot is broken.
 */
import type { Delivered, Inbox, Reply } from '../chat/port.ts';
import { speak } from '../words/say.ts';
import type { App } from './app.ts';
import type { AnswerOutcome } from './counts.ts';
import { watchTwins } from './deliver/adopt-twin.ts';
import { handleAsk } from './handle-ask.ts';
import { handleHappening } from './handle-happening.ts';
import { handlePress } from './handle-press.ts';
import { handleSubmit } from './handle-submit.ts';

export const answerWithinMs = 2000;

export function makeInbox(app: App): Inbox {
  const twins = watchTwins(app);
  return {
    press: async (press) => {
      const reply = await answered(app, 'press', press, () => handlePress(app, press));
      // Nobody waits for it.
      void twins.pressed(press);
      return reply;
    },
    ask: (ask) => answered(app, 'ask', ask, () => handleAsk(app, ask)),
    submit: (submit) => answered(app, 'submit', submit, () => handleSubmit(app, submit)),
    happened: (happening) => handleHappening(app, happening),
  };
}

async function answered(
  app: App,
  what: 'press' | 'ask' | 'submit',
  { person, platform }: Delivered,
  handle: () => Promise<Reply>,
): Promise<Reply> {
  const language = person.language ?? app.playbook().language;
  let isAnswered = false;
  const count = (outcome: AnswerOutcome) => {
    if (!isAnswered) app.counts.answer(platform, what, outcome);
    isAnswered = true;
  };
  const late = Promise.withResolvers<Reply>();
  const cancel = app.clock.at(app.clock.now() + answerWithinMs, () => {
    count('late');
    app.log.warn({ what, platform }, 'An answer took too long; the person was told.');
    late.resolve(refused(speak(language)('replies.failed.late')));
  });
  const handled = handle().then(counted, (error: unknown): Reply => {
    count('failed');
    // By its kind alone: a message may quote what somebody typed.
    app.log.error({ what, platform, error: kindOf(error) }, 'Something that a person asked failed.');
    return refused(speak(language)('replies.failed.tryAgain'));
  });
  function counted(reply: Reply): Reply {
    count(reply.type === 'say' ? reply.tone : reply.type);
    return reply;
  }
  try {
    return await Promise.race([handled, late.promise]);
  } finally {
    cancel();
  }
}

const refused = (text: string): Reply => ({ type: 'say', tone: 'refused', text });

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
