/** What the command `secrets <folder>` makes: one folder for each process that reads secrets. */
export const secretFolders = [
  'regencies',
  'budgets',
  'enrolment',
  'scorecards',
  'notifications',
  'gateway',
  'installation',
  'postgres',
  'redis',
] as const;
