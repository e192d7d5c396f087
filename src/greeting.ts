/** What the terminal says when Baton is ready: where the page is, a line that sends a lead, where data lies. */
import { styleText } from 'node:util';
import type { Language } from './core/member.ts';
import type { Settings } from './settings.ts';
import { speak } from './words/say.ts';

export type Ready = {
  readonly url: string;
  readonly company: string;
  readonly language: Language;
  /** The token that Baton made itself; null where one was set, since that is never shown. */
  readonly madeToken: string | null;
  /** Open as long as there is no real manager. */
  readonly managerCode: string | null;
  readonly hasSampleTeam: boolean;
};

type Paint = (style: 'bold' | 'dim' | 'cyan' | 'green', text: string) => string;

export function greetingOf(ready: Ready, settings: Settings, hasColours: boolean): string {
  const say = speak(ready.language);
  const paint: Paint = (style, text) =>
    hasColours ? styleText(style, text, { validateStream: false }) : text;
  const rows: (readonly [string, readonly string[]])[] = [
    [say('terminal.greeting.page'), [paint('cyan', pageLine(ready, settings, say))]],
    [
      say('terminal.greeting.lead'),
      [
        ...(ready.madeToken === null ? [say('terminal.greeting.leadConfigured')] : []),
        paint(
          'green',
          say('terminal.greeting.leadCurl', { url: ready.url, token: ready.madeToken ?? '$API_TOKEN' }),
        ),
      ],
    ],
    ...(ready.managerCode === null
      ? []
      : [
          [
            say('terminal.greeting.manager'),
            [
              say('terminal.greeting.managerHow', { code: ready.managerCode }),
              ...(settings.isWebOn ? [say('terminal.greeting.managerPage')] : []),
            ],
          ] as const,
        ]),
    ...chatRows(settings, say),
    [say('terminal.greeting.data'), [dataLine(settings, say)]],
    [say('terminal.greeting.playbook'), [settings.playbook]],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  const lines = rows.flatMap(([name, says]) =>
    says.map((line, at) => `  ${paint('dim', (at === 0 ? name : '').padEnd(width))}${line}`),
  );
  const title = paint('bold', say('terminal.greeting.title'));
  return [
    '',
    `  ${title}  ${say('terminal.greeting.subtitle', { company: ready.company })}`,
    '',
    ...lines,
    '',
    ...(ready.hasSampleTeam ? [`  ${say('terminal.greeting.sample')}`] : []),
    `  ${paint('dim', say('terminal.greeting.stop'))}`,
    '',
    '',
  ].join('\n');
}

type Say = ReturnType<typeof speak>;

/** What each chat platform is spoken to by, and what comes next there. Whether it can be reached is told later. */
function chatRows({ slack, telegram }: Settings, say: Say): (readonly [string, readonly string[]])[] {
  const how = {
    slack: slack && [
      slack.appToken === null ? say('terminal.greeting.slackHttp') : say('terminal.greeting.slackSocket'),
      ...(slack.appToken !== null && slack.signingSecret !== null
        ? [say('terminal.greeting.slackBoth')]
        : []),
    ],
    telegram: telegram && [
      telegram.webhook === null
        ? say('terminal.greeting.telegramPolling')
        : say('terminal.greeting.telegramWebhook', { path: new URL(telegram.webhook.url).pathname }),
    ],
  };
  return (['slack', 'telegram'] as const).map((platform) => [
    say(`names.platform.${platform}`),
    how[platform] ?? [say('terminal.greeting.chatOff')],
  ]);
}

function pageLine({ url }: Ready, settings: Settings, say: Say): string {
  if (!settings.isWebOn) return say('terminal.greeting.pageOff');
  return settings.isLoopback ? url : say('terminal.greeting.pageToken', { url });
}

function dataLine(settings: Settings, say: Say): string {
  if (settings.databaseUrl === null) return say('terminal.greeting.dataEmbedded', { dir: settings.dataDir });
  const { host, pathname } = new URL(settings.databaseUrl);
  return say('terminal.greeting.dataPostgres', { where: `${host}${pathname}` });
}
