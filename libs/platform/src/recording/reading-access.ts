import { type FiscalYear, fiscalYear, type GovernmentCode, governmentCode } from '@komitmen/kernel';
import type { Actor } from '../auth/actor';
import { currentActor } from '../context/request-context';
import { type FindOperator, Raw } from 'typeorm';
import type { PayerQuery } from './input.dto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

interface PayerCondition {
  readonly payer?: GovernmentCode | FindOperator<GovernmentCode>;
  readonly fiscalYear?: FiscalYear;
}

function payersOf(actor: Actor): PayerCondition {
  const only = actor.visibleGovernment();
  if (only !== null) return { payer: governmentCode(only) };
  return actor.role === 'planner' ? { payer: Raw((column) => `starts_with(${column}, :scope)`, { scope: actor.scope }) } : {};
}

/** Officers find their own government's rows, planners their province's. @throws DomainError `government-out-of-scope` when another's is asked for. */
export function readable({ payer, fiscalYear: year }: PayerQuery): PayerCondition {
  const actor = currentActor();
  if (payer !== undefined) actor.requireGovernment(payer);
  const whose = payer === undefined ? payersOf(actor) : { payer: governmentCode(payer) };
  return { ...whose, ...(year === undefined ? {} : { fiscalYear: fiscalYear(year) }) };
}
