/** Which service answers which paths, by whole segments. */
export const PATHS = {
  regencies: ['/api/regencies', '/api/commitments', '/api/targets', '/api/figures', '/api/calendar'],
  budgets: ['/api/allocations', '/api/disbursements'],
  enrolment: ['/api/headcounts'],
  scorecards: ['/api/scorecards', '/api/rules'],
  notifications: ['/api/reminders'],
} as const;

/** The services that stand behind the gateway. */
export type ServiceName = keyof typeof PATHS;
