import type { BusinessMoment } from '@komitmen/kernel';

/** `standsStill` in the demonstration, where the clock moves only when an administrator moves it. */
export type BusinessNow = BusinessMoment & { readonly standsStill: boolean };

/** The one clock that decisions ask. Inject this class; nothing else reads a date. */
export abstract class BusinessClock {
  /** @throws CalendarNotBegun (503) until the province's first business day is known to this service. */
  abstract now(province: string): Promise<BusinessNow>;
}
