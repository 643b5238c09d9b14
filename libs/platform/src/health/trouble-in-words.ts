const NO_CONNECTION = /\bE(?:CONN[A-Z]+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)\b|connection|timed? ?out|disconnected/i;
const ADDRESS = /\S*(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[\w-]+(?:\.[\w-]+)*):\d{2,5}\S*/gi;

/** What a database may be short of: it answers, but takes nothing. */
const SHORTAGES: readonly (readonly [RegExp, string])[] = [
  [/no space left|disk full/i, 'the disk of the database is full; what is sent is taken when there is room again'],
  [/too many (?:clients|connections)|connection slots/i, 'the database has no connection left; what is sent is taken when there is one'],
];

/** What the database lacks, when that is what the error says. */
export function shortageInWords(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  return SHORTAGES.find(([words]) => words.test(message))?.[1];
}

/** Why a part waits, fit for everybody's eyes: the health report is public, and drivers put addresses into what they say. */
export function troubleInWords(trouble: string): string {
  const shortage = shortageInWords(trouble);
  if (shortage !== undefined) return shortage;
  if (NO_CONNECTION.test(trouble)) return 'what it needs does not answer';
  return trouble.replace(ADDRESS, '(address)');
}
