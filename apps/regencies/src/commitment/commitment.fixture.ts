import type { Recording } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';

export const on = (date: string): BusinessDate => date as BusinessDate;

/** A planner's recording on a business date, for specs. */
export const recordedOn = (today: string): Recording => ({
  today: on(today),
  at: `${today}T01:00:00.000Z`,
  by: { accountId: 'planner-1', role: 'planner', government: '52' },
});
