/** What a person does on the page, in words: looks through somebody's eyes, presses, fills in, reads. */
import type { Locator, Page } from 'playwright-core';

/** Who sits where: identities on the page by the first role that they hold. */
export type Seats = {
  readonly prospectors: readonly string[];
  readonly closers: readonly string[];
} & Readonly<Record<'accountManager' | 'manager', string>>;

export async function seatsOf(page: Page): Promise<Seats> {
  const rows = await page.locator('[data-seat]').evaluateAll((all) =>
    all.map((row) => ({
      person: row.getAttribute('data-seat') ?? '',
      role: row.querySelector('.seat-roles')?.textContent ?? '',
    })),
  );
  const holding = (role: string) => rows.filter((row) => row.role === role).map(({ person }) => person);
  const [accountManager] = holding('account manager');
  const [manager] = holding('manager');
  if (accountManager === undefined || manager === undefined)
    throw new Error('The sample team is not complete.');
  return { prospectors: holding('prospector'), closers: holding('closer'), accountManager, manager };
}

/** The address of a view through somebody's eyes. */
export function address(url: string, seat: string, view: string): string {
  return `${url}/#${new URLSearchParams({ seat, view })}`;
}

/** On a phone the bar is a drawer. */
export async function goTo(page: Page, view: string): Promise<void> {
  const menu = page.locator('.drawer-open');
  if (await menu.isVisible()) await menu.click();
  await page.locator(`[data-view="${view}"]`).click();
}

export async function sitDown(page: Page, person: string): Promise<void> {
  const menu = page.locator('.drawer-open');
  if (await menu.isVisible()) await menu.click();
  const row = page.locator(`[data-seat="${person}"]`);
  if (!(await row.isVisible())) await page.locator('.seat-switch summary').click();
  await row.click();
  await page.locator(`body[data-live="${person}"]`).waitFor();
}

/** The button of a deed on the newest card that offers it. */
export function deed(page: Page, verb: string): Locator {
  return page.locator(`.messages button[data-action^="${verb}:"]`).last();
}

/** What a toast has said, whether it is still there or not. */
export function toast(page: Page, tone: 'done' | 'refused' | 'quiet'): Locator {
  return page.locator(`#heard .${tone}`).last();
}

/** Waits for a toast of this tone, and answers what it said. */
export async function told(page: Page, tone: 'done' | 'refused' | 'quiet'): Promise<string> {
  await toast(page, tone).waitFor({ state: 'attached' });
  return (await toast(page, tone).textContent()) ?? '';
}

/** Opens the form of a deed, fills in every field with something that fits, and sends it. */
export async function fillIn(page: Page, verb: string): Promise<void> {
  await deed(page, verb).click();
  const form = page.locator('form.form');
  await form.waitFor();
  for (const field of await form.locator('.field').all()) await fillField(field);
  await form.locator('[type=submit]').click();
  await form.waitFor({ state: 'detached' });
}

async function fillField(field: Locator): Promise<void> {
  if ((await field.locator('input[type=radio], input[type=checkbox]').count()) > 0) {
    await field.locator('input').first().check();
  } else if ((await field.locator('select').count()) > 0) {
    await field.locator('select').selectOption({ index: 1 });
  } else if ((await field.locator('input[type=date]').count()) > 0) {
    await field.locator('input').fill('2030-12-20');
  } else if ((await field.locator('input[inputmode=decimal]').count()) > 0) {
    await field.locator('input').fill('48000');
  } else {
    await field.locator('input, textarea').first().fill('Twelve windows, this month');
  }
}

/** Nothing sticks out to the right: a phone would have to be pushed about. */
export async function widthToSpare(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.innerWidth - document.documentElement.scrollWidth);
}

/** Things to press that a finger would miss: less than 40 px high or wide. */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  return page.locator('button:visible, summary:visible, select:visible, .option:visible').evaluateAll((all) =>
    all
      .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 40 || height < 40;
      })
      .map((one) => `${one.className} ${one.textContent}`),
  );
}
