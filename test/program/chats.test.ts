/** The program with chat platforms that are not there: it starts all the same, says so, and stops in time. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyFolder, environmentOf, runBaton } from '../support/run-baton.ts';

const readyShape = z.object({ ready: z.boolean(), problems: z.array(z.string()) });

const nobody = {
  SLACK_BOT_TOKEN: 'xoxb-nobody-is-there',
  SLACK_APP_TOKEN: 'xapp-1-nobody-is-there',
  SLACK_SIGNING_SECRET: 'a-secret-of-nobody',
  SLACK_API_URL: 'http://127.0.0.1:1/api/',
  TELEGRAM_BOT_TOKEN: '12345:not-a-real-one',
  TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
};

describe('a start with platforms that cannot be reached', () => {
  it('neither waits nor fails, names them, and works without them', async () => {
    await using folder = await emptyFolder();
    const baton = await runBaton(environmentOf(folder.path, nobody));
    const printed = () => baton.printed();
    expect(printed()).toMatch(/Slack +over Socket Mode.*\/baton here prospectors/);
    expect(printed()).toContain('the app token wins');
    expect(printed()).toMatch(/Telegram +polling.*\/baton here prospectors/);
    const lead = await baton.api('/api/leads', { method: 'POST', body: '{"phone":"067 123 45 67"}' });
    expect(lead.status).toBe(201);
    const problems = async () =>
      readyShape.parse(await (await fetch(`${baton.url}/readyz`)).json()).problems.toSorted();
    const both = ['platform_unreachable:slack', 'platform_unreachable:telegram'];
    for (let tries = 0; tries < 100 && (await problems()).join() !== both.join(); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await problems()).toEqual(both);
    expect(printed()).toContain('Slack cannot be reached');
    expect(printed()).toContain('Telegram cannot be reached');
    const asked = Date.now();
    expect(await baton.stop()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    for (const secret of ['nobody-is-there', 'a-secret-of-nobody', 'not-a-real-one']) {
      expect(printed()).not.toContain(secret);
    }
  });

  it('makes a secret for a webhook, keeps it, and shows it to nobody', async () => {
    await using folder = await emptyFolder();
    const { TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT } = nobody;
    const environment = environmentOf(folder.path, {
      TELEGRAM_BOT_TOKEN,
      TELEGRAM_API_ROOT,
      TELEGRAM_WEBHOOK_URL: 'https://baton.example.com',
    });
    const baton = await runBaton(environment);
    expect(baton.printed()).toContain('updates come to /telegram/webhook');
    const knock = (headers: Record<string, string>) =>
      fetch(`${baton.url}/telegram/webhook`, {
        method: 'POST',
        body: '{"update_id":1}',
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect([401, 403]).toContain((await knock({})).status);
    expect([401, 403]).toContain((await knock({ 'x-telegram-bot-api-secret-token': 'guessed' })).status);
    expect(await baton.stop()).toBe(0);
    expect(baton.printed()).not.toMatch(/secret/i);
  });
});
