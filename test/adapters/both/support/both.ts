/** A team on Slack and Telegram at once: both stand-ins, and the real program between them. */
import { emptyFolder, environmentOf, runBaton } from '../../../support/run-baton.ts';
import { openSlack } from '../../../support/slack/open-slack.ts';
import { openTelegram } from '../../../support/telegram/index.ts';
import { handsOn as slackHands, settingsOf } from '../../slack/support/floor.ts';
import { handsOn as telegramHands } from '../../telegram/support/floor.ts';
import { spread } from './spread.ts';

export type Both = Awaited<ReturnType<typeof openBoth>>;

/** `processes`: so many of the program on one database; what comes in reaches them in turn. */
export async function openBoth(
  options: { readonly processes?: number; readonly environment?: Readonly<Record<string, string>> } = {},
) {
  const folder = await emptyFolder();
  const telegram = await openTelegram({ mode: 'webhook' });
  const slack = await openSlack();
  const environment = environmentOf(folder.path, {
    ...telegram.settings,
    ...settingsOf(slack),
    ...options.environment,
  });
  const batons = [await runBaton(environment)];
  while (batons.length < (options.processes ?? 1)) batons.push(await runBaton(environment));
  const door = await spread(batons.map(({ url }) => url));
  telegram.route('https://baton.example', door.url);
  slack.listensAt(`${door.url}/slack/events`);
  const [baton] = batons;
  if (!baton) throw new Error('No process of the program runs.');

  return {
    telegram,
    slack,
    baton,
    batons,
    onTelegram: telegramHands(telegram),
    onSlack: slackHands(slack),
    async api<T>(path: string, body?: object): Promise<T> {
      const answer = await baton.api(path, body ? { method: 'POST', body: JSON.stringify(body) } : {});
      if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
      return answer.json();
    },
    /** A contact that must stand in no channel of either. */
    secret(...texts: readonly string[]) {
      slack.mark(texts);
      for (const text of texts) telegram.secret(text);
    },
    violations: () => [...telegram.violations(), ...slack.record.violations],
    async close() {
      await Promise.all(batons.map((one) => one.stop()));
      await door.close();
      await telegram.close();
      await slack.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
