import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PASSWORD, type RunningApplication } from './running';

export const WIDE = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };

/** A person at a browser of their own, signed in through the page. */
export async function signedIn(browser: Browser, application: RunningApplication, username: string, viewport = WIDE): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport, locale: 'id-ID' });
  const page = await context.newPage();
  await page.goto(application.baseUrl);
  await page.getByLabel('Nama pengguna').fill(username);
  await page.getByLabel('Kata sandi', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Menu utama' }).waitFor();
  return page;
}

export async function open(page: Page, application: RunningApplication, path: string): Promise<void> {
  await page.goto(application.baseUrl + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
}

/** Violations of WCAG 2.2 A and AA on the page as it stands, as short lines. */
export async function violationsOn(page: Page): Promise<string[]> {
  // The stricter policy of the page forbids axe's own iframe trick; the pages have one frame at most.
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .setLegacyMode()
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1');
