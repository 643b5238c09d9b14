import type { FormSpec } from '../form-spec';
import { allocationForm, noAllocationForm } from './allocation';
import { commitmentForm, confirmationForm, noCommitmentForm, withdrawalForm } from './commitment';
import { disbursementForm, receiptForm } from './disbursement';
import { headcountForm } from './headcount';
import { figureForm, targetForm } from './stated';

export const FORMS: readonly FormSpec[] = [
  commitmentForm,
  noCommitmentForm,
  confirmationForm,
  withdrawalForm,
  allocationForm,
  noAllocationForm,
  disbursementForm,
  receiptForm,
  headcountForm,
  figureForm,
  targetForm,
];

export const formOf = (name: string): FormSpec | undefined => FORMS.find((form) => form.name === name);
