import { type Account, eventually, ServiceUnderTest } from '@komitmen/testing';
import { budgetsService } from '../src';

export const officer: Account = { role: 'treasury-officer', scope: '52.71' };
export const otherOfficer: Account = { role: 'treasury-officer', scope: '52.01' };
export const planner: Account = { role: 'planner', scope: '52' };

/** The budgets service that knows three governments and stands at a business date. */
export async function startBudgets(date: string): Promise<ServiceUnderTest> {
  const budgets = await ServiceUnderTest.start(budgetsService);
  const governments = [
    ['52', 'Provinsi Nusa Tenggara Barat', 'province'],
    ['52.01', 'Kabupaten Lombok Barat', 'kabupaten'],
    ['52.71', 'Kota Mataram', 'kota'],
  ] as const;
  for (const [code, name, kind] of governments)
    await budgets.tell('regencies.government-registered.v1', code, {
      code,
      name,
      kind,
      province: '52',
      timeZone: 'Asia/Makassar',
      tile: null,
    });
  await beginDay(budgets, date);
  return budgets;
}

/** Begins a day and waits for the service's answer. */
export async function beginDay(budgets: ServiceUnderTest, date: string): Promise<void> {
  await budgets.tell('regencies.business-day-began.v1', '52', {
    province: '52',
    date,
    time: '09:00',
    zone: 'Asia/Makassar',
    mode: 'demonstration',
  });
  await eventually(async () => {
    const reached = (await budgets.published('52')).some(
      ({ type, data }) => type === 'budgets.business-day-reached.v1' && data['date'] === date,
    );
    if (!reached) throw new Error(`budgets has not reached ${date}`);
  });
}

export const ifMatch = (version: number): Record<string, string> => ({ 'if-match': `"${version}"` });

/** A DPPA of Kota Mataram over Rp100.000.000 for three months, recorded on 15 October 2025. */
export const dppa = (changes: object = {}): object => ({
  payer: '52.71',
  beneficiary: '52.71',
  fiscalYear: 2025,
  fundSource: 'PAD',
  budget: 'revised',
  stage: 'executable',
  amount: '100000000',
  months: 3,
  segment: 'BPU',
  document: { number: '900/45/DPPA/2025', date: '2025-09-30' },
  accountCode: '5.1.02.02.02.0006',
  holdsOn: '2025-09-30',
  ...changes,
});

export const sp2d = (allocationId: string, number: string, changes: object = {}): object => ({
  allocationId,
  stage: 'disbursed',
  amount: '60000000',
  months: ['2025-10'],
  document: { number, date: '2025-10-12' },
  holdsOn: '2025-10-12',
  ...changes,
});

/** Records a line and gives back its id. */
export async function recordLine(budgets: ServiceUnderTest, changes: object = {}): Promise<string> {
  const answer = await budgets.post(officer, '/api/allocations', dppa(changes));
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return String(answer.body['id']);
}
