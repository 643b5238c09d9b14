const NO_CONNECTION = /\bE(?:CONN[A-Z]+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)\b|connection|timed? ?out|disconnected/i;
const ADDRESS = /\S*(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[\w-]+(?:\.[\w-]+)*):\d{2,5}\S*/gi;

/** Why a part waits, fit for everybody's eyes: the health report is public, and drivers put addresses into what they say. */
export function troubleInWords(trouble: string): string {
  if (NO_CONNECTION.test(trouble)) return 'what it needs does not answer';
  return trouble.replace(ADDRESS, '(address)');
}
