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
      platforms: [],
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
    const telegram = { TELEGRAM_BOT_TOKEN: '1:abc' };
    expect(settingsOf(telegram)).toMatchObject({ isWebOn: false, platforms: ['telegram'] });
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
        SLACK_BOT_TOKEN: 'xoxb',
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
    [{ SLACK_APP_TOKEN: 'xapp' }],
    [{ SLACK_SIGNING_SECRET: 's' }],
  ])('are not %o', (environment) => {
    expect(problemsOf(environment)).toHaveLength(1);
  });

  it('that are secret are not repeated in a problem', () => {
    const read = readSettings({
      API_TOKEN: 'se cret',
      DATABASE_URL: 'http://u:hidden@x',
      INTAKE_TOKENS: 'hush',
    });
    expect(JSON.stringify(read)).not.toMatch(/se cret|hidden|hush/);
  });
});
