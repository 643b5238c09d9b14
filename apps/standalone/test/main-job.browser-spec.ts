import { launchBrowser } from '@komitmen/testing';
import type { Browser, Page } from 'playwright-core';
import { open, PHONE, scrollsSideways, signedIn, violationsOn, WIDE } from './browser-pages';
import { describeDeadLettersPage } from './dead-letters.page';
import { RunningApplication, START_MS } from './running';

/** Several times the second that is promised. */
const LIVE_MS = 8_000;

describe('the main job, in a browser', () => {
  let application: RunningApplication;
  let browser: Browser;
  let planner: Page;

  beforeAll(async () => {
    [application, browser] = await Promise.all([RunningApplication.start(), launchBrowser()]);
    planner = await signedIn(browser, application, 'perencana');
  }, START_MS);
  afterAll(async () => {
    await browser.close();
    await application.remove();
  });

  const text = (page: Page): Promise<string> => page.locator('body').innerText();

  it('tells the state of the province in one sentence, with the business date and the demonstration on top', async () => {
    await open(planner, application, '/');
    const heading = await planner.getByRole('heading', { level: 1 }).innerText();
    expect(heading).toContain('9 dari 10 kabupaten/kota melapor');
    expect(heading).toContain('Kota Mataram dinyatakan nol');
    expect(heading).toContain('Kabupaten Lombok Barat belum ada data');
    expect(await text(planner)).toContain('Selasa, 15 Juli 2025, 09.00 WITA');
    expect((await text(planner)).toUpperCase()).toContain('DEMONSTRASI');
  });

  it('reconciles the sum that anyone can follow', async () => {
    const shown = (await text(planner)).replace(/\s+/g, ' ');
    for (const part of ['± 42.950', '9 dari 10 melapor', '13.000', '± 55.950', 'sekitar 57.000', '± 1.050']) expect(shown).toContain(part);
  });

  it('shows ten tiles, and a table that sorts and keeps its view in the address', async () => {
    await open(planner, application, '/');
    expect(await planner.getByRole('region', { name: 'Ditanggung pemda sendiri' }).getByRole('link').count()).toBe(10);
    const table = planner.getByRole('table', { name: /Rantai tiap pemda/ });
    expect(await table.getByRole('row').count()).toBeGreaterThanOrEqual(13);
    await table
      .getByRole('columnheader', { name: /Terlindungi/ })
      .getByRole('button')
      .first()
      .click();
    const firstRow = table.getByRole('row').nth(1);
    await firstRow.filter({ hasText: 'Lombok Timur' }).waitFor();
    await planner.reload();
    await firstRow.filter({ hasText: 'Lombok Timur' }).waitFor();
    expect(planner.url()).toContain('urut=-protection');
  });

  it('answers where a number comes from, by keyboard', async () => {
    await open(planner, application, '/kabkota/52.71');
    const zero = planner.getByRole('button', { name: /dinyatakan nol/ }).first();
    await zero.focus();
    await planner.keyboard.press('Enter');
    const panel = planner.getByRole('dialog');
    await panel.waitFor();
    expect(await panel.innerText()).toContain('Dari mana angka ini?');
    expect(await panel.innerText()).toContain('belum menanggung satu pun peserta');
    expect(await panel.innerText()).toContain('Suara NTB');
    await planner.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
  });

  it('explains the flag: rule, version, evidence, since when, and what would clear it', async () => {
    await planner.getByText('Semua aturan').click();
    const shown = await text(planner);
    for (const part of ['14 Juli 2025', 'versi 1', 'belum menanggung satu pun peserta', 'Suara NTB']) expect(shown).toContain(part);
    expect(shown.toLowerCase()).toContain('belum dinilai');
  });

  it('looks back to the day before the report', async () => {
    await open(planner, application, '/?per=2025-07-13');
    expect(await text(planner)).toContain('13 Juli 2025');
    expect(await text(planner)).toContain('0 dari 10');
    await open(planner, application, '/');
  });

  it('lets the treasury officer record an allocation, with the arithmetic while typing; the planner’s page changes by itself', async () => {
    await open(planner, application, '/kabkota/52.71');
    const officer = await signedIn(browser, application, 'bpkad.mataram');
    await open(officer, application, '/kabkota/52.71/alokasi/baru');
    await officer.getByLabel('Sumber dana').selectOption('DBHCHT');
    await officer.getByLabel('APBD Perubahan').check();
    await officer.getByLabel('Nomor dokumen').fill('900/45/DPPA/2025');
    await officer.getByLabel('Tanggal dokumen').fill('2025-07-15');
    await officer.getByLabel('Kode rekening').fill('5.1.02.02.02.0006');
    await officer.getByLabel('Jumlah rupiah').fill('Rp100.000.000');
    await officer.getByLabel('Lama perlindungan').selectOption('3');
    const arithmetic = await text(officer);
    expect(arithmetic).toContain('1.984');
    expect(arithmetic).toContain('Rp6.400');
    await officer.getByRole('button', { name: 'Catat', exact: true }).click();
    await officer.getByRole('heading', { name: /Tercatat/ }).waitFor();
    await planner.getByText('Rp100.000.000').first().waitFor({ timeout: LIVE_MS });
    await officer.context().close();
  });

  it('refuses what cannot be, at the field, and keeps what was typed over a reload', async () => {
    const officer = await signedIn(browser, application, 'bpkad.mataram');
    await open(officer, application, '/kabkota/52.71/alokasi/baru');
    await officer.getByLabel('Jumlah rupiah').fill('-5');
    await officer.getByRole('button', { name: 'Catat', exact: true }).click();
    const alert = officer.getByRole('alert').first();
    await alert.waitFor();
    expect(await alert.getByRole('link').count()).toBeGreaterThan(1);
    await officer.getByLabel('Nomor dokumen').fill('900/46');
    await officer.reload();
    expect(await officer.getByLabel('Nomor dokumen').inputValue()).toBe('900/46');
    await officer.context().close();
  });

  it('keeps an officer out of other regencies', async () => {
    const officer = await signedIn(browser, application, 'bpkad.mataram');
    await open(officer, application, '/kabkota/52.01');
    expect(await officer.getByRole('heading', { level: 1 }).innerText()).toContain('bukan untuk akun Anda');
    await officer.context().close();
  });

  it('lets the enrolment officer report people; Mataram’s flag goes before the planner’s eyes', async () => {
    await open(planner, application, '/');
    const officer = await signedIn(browser, application, 'disnaker.mataram');
    await open(officer, application, '/kabkota/52.71/peserta/baru');
    await officer.getByLabel('Jumlah orang').fill('1.984');
    await officer.getByLabel('Nama sumber').fill('Daftar peserta Disnaker Kota Mataram');
    await officer.getByLabel('Tanggal sumber').fill('2025-07-15');
    await officer.getByRole('button', { name: 'Catat', exact: true }).click();
    await officer.getByRole('heading', { name: /Tercatat/ }).waitFor();
    await planner.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Kota Mataram' }).waitFor({ timeout: LIVE_MS });
    await officer.context().close();
  });

  it('shows the reminders and the letter as it went out', async () => {
    await open(planner, application, '/pengingat');
    expect(await text(planner)).toContain('Sekretaris Daerah Kota Mataram');
    await planner.getByRole('link', { name: /surat/i }).first().click();
    await planner.getByText('Dengan hormat', { exact: false }).first().waitFor();
    expect(await text(planner)).toContain('Yth.');
  });

  it('lets the administrator move the clock on; Lombok Barat’s letters go out', async () => {
    const administrator = await signedIn(browser, application, 'admin');
    await open(administrator, application, '/sistem');
    await administrator.getByRole('button', { name: /Majukan ke 16 Juli 2025/ }).click();
    await administrator.getByText('Rabu, 16 Juli 2025').first().waitFor({ timeout: 30_000 });
    await open(planner, application, '/pengingat');
    await planner.getByText('Sekretaris Daerah Kabupaten Lombok Barat').first().waitFor();
    expect(await text(planner)).toContain('16 Juli 2025');
    await administrator.context().close();
  });

  const pages = [
    '/',
    '/kabkota',
    '/kabkota/52.71',
    '/kabkota/52.71/komitmen/baru',
    '/kabkota/52.71/alokasi/baru',
    '/kabkota/52.71/peserta/baru',
    '/pengingat',
    '/tidak-ada',
  ];

  it.each([
    ['wide', WIDE],
    ['phone', PHONE],
  ])(
    'has no axe violation and does not scroll sideways, %s',
    async (_name, viewport) => {
      const page = await signedIn(browser, application, 'perencana', viewport);
      const found: Record<string, unknown> = {};
      for (const path of pages) {
        await open(page, application, path);
        const violations = await violationsOn(page);
        const sideways = await scrollsSideways(page);
        if (violations.length > 0 || sideways) found[path] = { violations, sideways };
      }
      expect(found).toEqual({});
      await page.context().close();
    },
    120_000,
  );

  it('shows the newest of a figure’s earlier values, and the way to the older ones', async () => {
    const planning = await application.signIn('perencana');
    for (const persons of [17_100, 17_200, 17_300, 17_400, 17_500]) {
      const source = { title: 'Laporan mingguan', date: '2025-07-15' };
      const report = { payer: '52.72', fiscalYear: 2025, kind: 'count', persons, qualifier: 'exact', holdsOn: '2025-07-15', source };
      expect((await planning.post('/api/headcounts', report)).status).toBe(201);
    }
    const page = await signedIn(browser, application, 'perencana', PHONE);
    await open(page, application, '/');
    const latest = page.getByRole('button', { name: /Kota Bima.*17\.500/ }).first();
    await latest.click({ timeout: LIVE_MS });
    const panel = page.getByRole('dialog');
    const older = panel.getByRole('link', { name: /nilai yang lebih lama ada di halaman Kota Bima/ });
    await older.waitFor();
    expect(await panel.getByRole('heading', { name: 'Nilai sebelumnya' }).locator('..').getByRole('listitem').count()).toBe(3);
    // What lies half under the panel counts as too small to hit.
    expect((await violationsOn(page)).filter((violation) => violation.includes('panel'))).toEqual([]);
    await older.click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Kota Bima' }).waitFor();
    await panel.waitFor({ state: 'hidden' });
    await page
      .getByRole('button', { name: /17\.500/ })
      .first()
      .click();
    await panel.getByText('17.100').waitFor();
    await page.context().close();
  });

  it('speaks English when asked, and remembers it', async () => {
    const page = await signedIn(browser, application, 'perencana');
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page
      .getByText('declared zero', { exact: false })
      .or(page.getByText('stated as zero', { exact: false }))
      .or(page.getByText('reported', { exact: false }))
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.context().close();
  });

  describe('an event that cannot be handled', () => describeDeadLettersPage(() => ({ application, browser })));
});
