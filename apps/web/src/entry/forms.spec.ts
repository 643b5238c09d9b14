import { checkForm, fieldOf } from './checks';
import { keyFor } from './draft';
import type { Context } from './form-spec';
import { allocationForm } from './forms/allocation';
import { commitmentForm } from './forms/commitment';
import { disbursementForm, receiptForm } from './forms/disbursement';
import { headcountForm } from './forms/headcount';

const context: Context = {
  government: '52.71',
  governmentName: 'Kota Mataram',
  fiscalYear: 2025,
  businessDate: '2025-10-30',
  role: 'treasury-officer',
  regencies: [],
  allocations: [],
  disbursements: [
    {
      id: 'd1',
      version: 4,
      allocationId: 'a1',
      payer: '52.71',
      stage: 'disbursed',
      amount: '1',
      document: { number: 'SP2D/1', date: '2025-10-02' },
    },
  ],
  commitments: [],
};

const allocation = {
  ...allocationForm.initial(context),
  fundSource: 'DBHCHT',
  budget: 'revised',
  stage: 'executable',
  document_number: 'DPPA/5.02/2025',
  document_date: '2025-09-30',
  amount: 'Rp100.000.000',
  months: '3',
  group: 'buruh tani tembakau',
};

describe('the entry forms', () => {
  it('sends an allocation as digits and leaves out what was not typed', () => {
    expect(checkForm(allocationForm, allocation, context)).toEqual({});
    expect(allocationForm.body(allocation, context)).toEqual({
      payer: '52.71',
      beneficiary: '52.71',
      fiscalYear: 2025,
      fundSource: 'DBHCHT',
      budget: 'revised',
      stage: 'executable',
      amount: '100000000',
      months: 3,
      segment: 'BPU',
      group: 'buruh tani tembakau',
      document: { number: 'DPPA/5.02/2025', date: '2025-09-30' },
      holdsOn: '2025-10-30',
    });
  });

  it('asks a planner for the source of an allocation, and an officer not', () => {
    expect(Object.keys(checkForm(allocationForm, allocation, { ...context, role: 'planner' }))).toEqual(['source_title', 'source_date']);
  });

  it('refuses more months than the document can still pay, a zero, a malformed account code and a date ahead', () => {
    const errors = checkForm(
      allocationForm,
      { ...allocation, months: '12', amount: '0', accountCode: '5.1', holdsOn: '2025-10-31' },
      context,
    );
    expect(Object.fromEntries(Object.entries(errors).map(([name, { key }]) => [name, key]))).toEqual({
      months: 'check.monthsLeft',
      amount: 'check.amount.zero',
      accountCode: 'check.pattern.accountCode',
      holdsOn: 'check.future',
    });
  });

  it('keeps a pledge within the fiscal year', () => {
    const pledge = { ...commitmentForm.initial(context), persons: '3.000', firstMonth: '2025-11', months: '3' };
    expect(checkForm(commitmentForm, pledge, context)['months']).toEqual({ key: 'check.monthsLeft', parameters: { months: 2 } });
  });

  it('asks for persons only where persons are reported, and sends none otherwise', () => {
    const zero = {
      ...headcountForm.initial(context),
      kind: 'asserted-zero',
      persons: '7',
      source_title: 'Surat',
      source_date: '2025-10-01',
    };
    expect(checkForm(headcountForm, zero, context)).toEqual({});
    expect(headcountForm.body(zero, context)).not.toHaveProperty('persons');
    expect(headcountForm.body({ ...zero, kind: 'count', persons: '1.984' }, context)).toMatchObject({ persons: 1984, qualifier: 'exact' });
  });

  it('changes a payment in the version that was read', () => {
    expect(receiptForm.version?.({ disbursement: 'd1' }, context)).toBe(4);
    expect(receiptForm.path({ disbursement: 'd1' })).toBe('/api/disbursements/d1/receipt');
  });

  it('puts a message of the server at the field it names', () => {
    expect(fieldOf('document.date', disbursementForm)).toBe('document_date');
    expect(fieldOf('months.2', disbursementForm, { months: 'paidMonths' })).toBe('paidMonths');
    expect(fieldOf('payer', disbursementForm)).toBeNull();
  });

  it('keeps its key for the same body and takes a new one for another', () => {
    const fresh = (): string => 'new';
    expect(keyFor({ key: 'old', body: 'a' }, 'a', fresh)).toBe('old');
    expect(keyFor({ key: 'old', body: 'a' }, 'b', fresh)).toBe('new');
    expect(keyFor(null, 'a', fresh)).toBe('new');
  });
});
