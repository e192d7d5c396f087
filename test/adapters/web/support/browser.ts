/** A real browser, where one is installed: `CHROMIUM` names it, or it stands where systems put it. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Null where there is none. */
export const chromiumPath = process.env['CHROMIUM'] ?? usual.find((path) => existsSync(path)) ?? null;
export const noBrowser = 'no Chromium was found; install one, or name it in CHROMIUM';

/** Waits are for states. They are as long as a busy machine may need, and cost nothing on a fast one. */
const patienceMs = 60_000;

export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error(noBrowser);
  return chromium.launch({
    executablePath: chromiumPath,
    // A container's root has no sandbox, and a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    timeout: patienceMs * 2,
  });
}

export type Windows = {
  readonly context: BrowserContext;
  open(address: string): Promise<Page>;
  /** What went wrong in any window: errors of scripts, and what the content policy refused. */
  readonly troubles: readonly string[];
};

/**
 * A toast goes away by itself, perhaps while a busy machine still waits for something else. So each is written down
 * where it can be found later: in `#heard`, which nobody sees.
 */
function rememberToasts(): void {
  const heard = document.createElement('div');
  heard.id = 'heard';
  heard.hidden = true;
  new MutationObserver((records) => {
    for (const node of records.flatMap((record) => [...record.addedNodes])) {
      if (!(node instanceof HTMLElement) || !node.classList.contains('toast')) continue;
      const line = document.createElement('p');
      line.className = node.className.replace('toast ', '');
      line.textContent = node.querySelector('.toast-text')?.textContent ?? '';
      heard.append(line);
      if (!heard.isConnected) document.body.append(heard);
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Windows of one person's browser; each such browser has its own cookies and its own memory. */
export async function openWindows(browser: Browser, options: BrowserContextOptions = {}): Promise<Windows> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Kyiv',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(rememberToasts);
  const troubles: string[] = [];
  context.on('weberror', (error) => troubles.push(error.error().message));
  context.on('console', (message) => {
    if (/content security policy|unsafe-/i.test(message.text())) troubles.push(message.text());
  });
  context.on('dialog', (dialog) => {
    troubles.push(`a script asked: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return {
    context,
    troubles,
    async open(address) {
      const page = await context.newPage();
      await page.goto(address, { timeout: patienceMs });
      await page.locator('body.is-ready').waitFor();
      return page;
    },
  };
}
