import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/settings.ts';

const settingsOf = (environment: Record<string, string>) => {
  const read = readSettings(environment);
  return read.ok ? read.settings : null;
};
const problemsOf = (environment: Record<string, string>) => {
  const read = readSettings(environment);
  return read.ok ? [] : read.problems.map(({ name }) => name);
};

const xoxb = 'xoxb-12-34-abcdef';
const bot = '123456:AAF-of_a_test';

describe('settings', () => {
  it('have a default each', () => {
    expect(settingsOf({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: null,
      dataDir: './data',
      apiToken: null,
      intakeTokens: [],
      playbook: './playbook.yaml',
      isWebOn: true,
      isLoopback: true,
      slack: null,
      telegram: null,
      logLevel: 'info',
    });
  });

  it('that are empty count as not given', () => {
    expect(settingsOf({ PORT: '', API_TOKEN: '  ', WEB: '' })).toMatchObject({ port: 3000, apiToken: null });
  });

  it.each(['127.0.0.1', '127.0.1.9', 'localhost', '::1'])('show the page on the loopback host %s', (HOST) => {
    expect(settingsOf({ HOST })).toMatchObject({ isLoopback: true, isWebOn: true });
  });

  it.each(['0.0.0.0', '10.0.0.5', '::', 'baton.example'])(
    'do not show the page beyond loopback: %s',
    (HOST) => {
      expect(settingsOf({ HOST })).toMatchObject({ isLoopback: false, isWebOn: false });
      expect(settingsOf({ HOST, WEB: 'on' })).toMatchObject({ isWebOn: true });
    },
  );

  it('do not show the page beside a chat platform, unless told to', () => {
    const telegram = { TELEGRAM_BOT_TOKEN: bot };
    expect(settingsOf(telegram)).toMatchObject({ isWebOn: false, telegram: { botToken: bot } });
    expect(settingsOf({ ...telegram, WEB: 'on' })).toMatchObject({ isWebOn: true });
  });

  it('take pairs of source and token', () => {
    expect(settingsOf({ INTAKE_TOKENS: 'website:0123456789, landing:a:b:c:d:e:f' })?.intakeTokens).toEqual([
      { source: 'website', token: '0123456789' },
      { source: 'landing', token: 'a:b:c:d:e:f' },
    ]);
  });

  it('are refused with all problems at once', () => {
    expect(
      problemsOf({
        HOST: 'a b',
        PORT: 'eighty',
        DATABASE_URL: 'mysql://x',
        API_TOKEN: 'short',
        INTAKE_TOKENS: 'website',
        WEB: 'yes',
        LOG_LEVEL: 'loud',
        SLACK_BOT_TOKEN: xoxb,
        TELEGRAM_WEBHOOK_URL: 'https://x',
      }).sort(),
    ).toEqual(
      [
        'API_TOKEN',
        'DATABASE_URL',
        'HOST',
        'INTAKE_TOKENS',
        'LOG_LEVEL',
        'PORT',
        'SLACK_BOT_TOKEN',
        'TELEGRAM_WEBHOOK_URL',
        'WEB',
      ].sort(),
    );
  });

  it.each([
    [{ PORT: '65536' }],
    [{ PORT: '-1' }],
    [{ PORT: '3000.5' }],
    [{ API_TOKEN: 'with a space' }],
    [{ API_TOKEN: 'кирилиця-токен' }],
    [{ API_TOKEN: 'x'.repeat(257) }],
    [{ DATABASE_URL: 'not a url' }],
    [{ SLACK_APP_TOKEN: 'xapp-1-A1-2-abc' }],
    [{ SLACK_SIGNING_SECRET: 'a-secret-of-an-app' }],
    [{ SLACK_API_URL: 'http://127.0.0.1:1/api' }],
    [{ SLACK_BOT_TOKEN: xoxb }],
    [{ SLACK_BOT_TOKEN: 'xoxp-1-2-abcdef', SLACK_APP_TOKEN: 'xapp-1-A1-2-abc' }],
    [{ SLACK_BOT_TOKEN: xoxb, SLACK_APP_TOKEN: 'xoxb-1-A1-2-abc' }],
    [{ SLACK_BOT_TOKEN: xoxb, SLACK_SIGNING_SECRET: 'short' }],
    [{ SLACK_BOT_TOKEN: xoxb, SLACK_APP_TOKEN: 'xapp-1-A1-2-abc', SLACK_API_URL: 'slack.com' }],
    [{ TELEGRAM_BOT_TOKEN: 'not-a-token' }],
    [{ TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }],
    [{ TELEGRAM_WEBHOOK_URL: 'https://baton.example.com' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_SECRET: 'a-secret-without-an-address' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'https://x.example', TELEGRAM_WEBHOOK_SECRET: 'sh' }],
    [
      {
        TELEGRAM_BOT_TOKEN: bot,
        TELEGRAM_WEBHOOK_URL: 'https://x.example',
        TELEGRAM_WEBHOOK_SECRET: 'with a space in it',
      },
    ],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'http://baton.example.com' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'https://baton.example.com:3000' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'https://baton.example.com/api/leads' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'https://baton.example.com/a/:b' }],
    [{ TELEGRAM_BOT_TOKEN: bot, TELEGRAM_WEBHOOK_URL: 'https://baton.example.com/hook?a=1' }],
  ])('are not %o', (environment) => {
    expect(problemsOf(environment)).toHaveLength(1);
  });

  it('of Slack are for HTTP, for Socket Mode, or for both', () => {
    const secret = 'a-secret-of-an-app';
    const app = 'xapp-1-A1-2-abc';
    expect(settingsOf({ SLACK_BOT_TOKEN: xoxb, SLACK_SIGNING_SECRET: secret })?.slack).toEqual({
      botToken: xoxb,
      signingSecret: secret,
      appToken: null,
      apiUrl: null,
    });
    expect(
      settingsOf({
        SLACK_BOT_TOKEN: xoxb,
        SLACK_SIGNING_SECRET: secret,
        SLACK_APP_TOKEN: app,
        SLACK_API_URL: 'http://127.0.0.1:4000/api',
      })?.slack,
    ).toEqual({ botToken: xoxb, signingSecret: secret, appToken: app, apiUrl: 'http://127.0.0.1:4000/api/' });
  });

  it.each([
    [{}, null],
    [
      { TELEGRAM_WEBHOOK_URL: 'https://baton.example.com' },
      { url: 'https://baton.example.com/telegram/webhook', secret: null },
    ],
    [
      {
        TELEGRAM_WEBHOOK_URL: 'https://baton.example.com:8443/hook',
        TELEGRAM_WEBHOOK_SECRET: 'A-secret_of_ours1',
      },
      { url: 'https://baton.example.com:8443/hook', secret: 'A-secret_of_ours1' },
    ],
    [
      { TELEGRAM_WEBHOOK_URL: 'http://127.0.0.1:3000/' },
      { url: 'http://127.0.0.1:3000/telegram/webhook', secret: null },
    ],
    [
      { TELEGRAM_WEBHOOK_URL: 'http://baton:3000', TELEGRAM_API_ROOT: 'http://telegram:8081/' },
      { url: 'http://baton:3000/telegram/webhook', secret: null },
    ],
  ])('of Telegram with %o poll, or are called', (more, webhook) => {
    const read = settingsOf({ TELEGRAM_BOT_TOKEN: bot, ...more })?.telegram;
    expect(read?.webhook).toEqual(webhook);
    expect(read?.apiRoot).toBe('TELEGRAM_API_ROOT' in more ? 'http://telegram:8081' : null);
  });

  it('that are secret are not repeated in a problem', () => {
    const read = readSettings({
      API_TOKEN: 'se cret',
      DATABASE_URL: 'http://u:hidden@x',
      INTAKE_TOKENS: 'hush',
      SLACK_BOT_TOKEN: 'xoxp-quiet',
      TELEGRAM_BOT_TOKEN: 'quiet:too',
      TELEGRAM_WEBHOOK_URL: 'http://quiet.example',
    });
    expect(JSON.stringify(read)).not.toMatch(/se cret|hidden|hush|quiet/);
  });
});
