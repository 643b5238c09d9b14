import { launchBrowser } from './browser';

describe('launchBrowser', () => {
  it('opens a page and runs its script', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent('<h1>Komitmen</h1><script>document.title = "± 42.950";</script>');
      expect(await page.title()).toBe('± 42.950');
      expect((await page.screenshot()).length).toBeGreaterThan(1000);
    } finally {
      await browser.close();
    }
  });
});
