import { randomUUID } from 'node:crypto';
import { eventually } from '@komitmen/testing';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { open, PHONE, scrollsSideways, signedIn, violationsOn } from './browser-pages';
import type { RunningApplication, Session } from './running';
import type { Detail } from './views';

interface DeadLetter {
  readonly id: string;
  readonly key: string;
  readonly parked: number;
}

const YEAR = 2026;
const GOVERNMENT = '52.72';
const DAY = '2025-07-15';
const LETTERS = '/api/system/scorecards/dead-letters';
/** For pictures of the page, when somebody wants to look at it. */
const PICTURES = process.env['PICTURES'];

/** An event that scorecards cannot digest, from the page and from the command line. */
export function describeDeadLettersPage(stage: () => { readonly application: RunningApplication; readonly browser: Browser }): void {
  let planner: Session;
  let administrator: Session;

  beforeAll(async () => {
    const { application } = stage();
    planner = await application.signIn('perencana');
    administrator = await application.signIn('admin');
  });

  /** A confirmation of a pledge without a word in it, as only a broken program could publish it. */
  async function plant(commitmentId: string): Promise<void> {
    const client = new Client({ connectionString: stage().application.databaseUrl() });
    await client.connect();
    await client
      .query(
        `INSERT INTO regencies.outbox (id, type, subject, province, aggregate_version, data, correlation_id, created_at)
         VALUES ($1, 'regencies.commitment-confirmed.v1', $2, '52', 2, '{"persons": "tujuh"}', $3, now())`,
        [randomUUID(), commitmentId, randomUUID()],
      )
      .finally(() => client.end());
  }

  /** A pledge, the planted event, and the pledge's withdrawal, which waits behind it. */
  async function setAside(): Promise<DeadLetter> {
    const source = { title: 'Surat uji', publisher: null, date: DAY };
    const terms = { persons: 100, months: 3, segment: 'BPU', legalBasis: 'Instruksi uji' };
    const pledge = { government: GOVERNMENT, fiscalYear: YEAR, ...terms, source, holdsOn: DAY };
    const pledged = await planner.post<{ id: string; version: number }>('/api/commitments', pledge);
    expect(pledged.status).toBe(201);
    const { id, version } = pledged.body;
    await plant(id);
    const letterOf = async (parked: number): Promise<DeadLetter> =>
      eventually(async () => {
        const { body } = await administrator.get<DeadLetter[]>(`${LETTERS}?state=open`);
        const letter = body.find(({ key }) => key === id);
        if (letter?.parked !== parked) throw new Error(`${JSON.stringify(letter)} has not ${parked} behind it`);
        return letter;
      });
    await letterOf(0);
    const withdrawal = { reason: 'uji selesai', holdsOn: DAY };
    expect((await planner.post(`/api/commitments/${id}/withdrawal`, withdrawal, { 'if-match': `"${version}"` })).status).toBe(200);
    return letterOf(1);
  }

  const withdrawals = async (): Promise<number> => {
    const { body } = await planner.get<Detail>(`/api/scorecards/${GOVERNMENT}?fiscalYear=${YEAR}`);
    return body.timeline.filter(({ kind }) => kind === 'regencies.commitment-withdrawn.v1').length;
  };

  const picture = async (page: Page, name: string): Promise<void> => {
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  };

  const expectAccessible = async (page: Page, name: string): Promise<void> => {
    await picture(page, name);
    expect([name, await violationsOn(page), await scrollsSideways(page)]).toEqual([name, [], false]);
  };

  it('is shown with its cause and its content, fails again when replayed, and is discarded for a reason; what waits behind it goes on', async () => {
    const { application, browser } = stage();
    const before = await withdrawals();
    await setAside();
    const page = await signedIn(browser, application, 'admin');
    await open(page, application, '/sistem');
    const letter = page.getByRole('listitem').filter({ hasText: 'Rapor dan bendera: kejadian dari Kabupaten/kota dan komitmen' });
    await letter.getByText('Isi kejadian tidak sesuai bentuk yang disepakati.').waitFor();
    await letter.getByText('1 kejadian menunggu di belakangnya').waitFor();

    await letter.getByRole('button', { name: 'Lihat isi' }).click();
    await letter.getByRole('region', { name: 'Isi kejadian' }).filter({ hasText: '"persons": "tujuh"' }).waitFor();
    await expectAccessible(page, 'sistem-isi');

    await letter.getByRole('button', { name: 'Proses ulang' }).click();
    await letter.getByRole('alert').filter({ hasText: 'Masih gagal' }).waitFor();

    await letter.getByRole('button', { name: 'Buang…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Buang kejadian ini?' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Buang untuk selamanya' }).click();
    await dialog.getByText('Tulis alasannya').waitFor();
    expect(await withdrawals()).toBe(before);
    await expectAccessible(page, 'sistem-buang');
    await page.keyboard.type('Peristiwa uji tanpa isi');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('status').filter({ hasText: 'Kejadian dibuang; 1 kejadian di belakangnya diolah.' }).waitFor();
    await page.getByText('Tidak ada kejadian tertahan.').waitFor();
    expect(await page.locator(':focus').innerText()).toBe('Kejadian tertahan');
    await expectAccessible(page, 'sistem-kosong');
    await eventually(async () => expect(await withdrawals()).toBe(before + 1));
    await page.context().close();
  });

  it('is as well shown and discarded from the command line', async () => {
    const { application } = stage();
    const before = await withdrawals();
    const { id } = await setAside();
    const run = (...words: string[]) => application.command('dead-letters', ...words);
    const listed = (await run('list')).output.split('\n').find((line) => line.includes(id));
    expect(listed).toMatch(/scorecards .*regencies\.commitment-confirmed\.v1 .* 1 +contract-violated/);
    expect((await run('show', 'scorecards', id)).output).toContain('{"persons": "tujuh"}');
    const replayed = await run('replay', 'scorecards', id);
    expect(replayed).toMatchObject({ code: 1, output: expect.stringContaining(`${id} stands in the way now`) as string });
    const discard = ['discard', 'scorecards', id];
    expect(await run(...discard)).toMatchObject({ code: 1, output: expect.stringContaining('--reason') as string });
    const discarded = await run(...discard, '--reason', 'An event of a test');
    expect(discarded).toMatchObject({ code: 0, output: expect.stringContaining('1 events applied, nothing waits any more') as string });
    await eventually(async () => expect(await withdrawals()).toBe(before + 1));
    expect((await run('list')).output).toContain('No event is set aside.');
    expect((await run('show', 'scorecards', id)).output).toContain('An event of a test');
  });

  it('is told on a phone and in English too', async () => {
    const { application, browser } = stage();
    const { id } = await setAside();
    const page = await signedIn(browser, application, 'admin', PHONE);
    await open(page, application, '/sistem?bahasa=en');
    const letter = page.getByRole('listitem').filter({ hasText: 'an event from' });
    await letter.getByText('The data do not have the agreed form.').waitFor();
    await letter.getByRole('button', { name: 'Show what it says' }).click();
    await letter.getByRole('region', { name: 'What the event says' }).waitFor();
    await expectAccessible(page, 'system-phone');
    await letter.getByRole('button', { name: 'Discard…' }).click();
    await page.getByRole('dialog', { name: 'Discard this event?' }).waitFor();
    await expectAccessible(page, 'system-phone-discard');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.context().close();
    expect((await administrator.post(`${LETTERS}/${id}/discard`, { reason: 'uji selesai' })).status).toBe(200);
  });
}
