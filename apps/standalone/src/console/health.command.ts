import type { ConsoleApi } from './console-api';

/** Prints the health as the application tells it; the exit code says whether all is well. */
export async function showHealth(api: ConsoleApi): Promise<void> {
  const { status, body } = await api.look('/api/health');
  console.log(JSON.stringify(body, null, 2));
  if (status !== 200) process.exitCode = 1;
}
