import type { ConsoleApi } from './console-api';
import { table } from './table';

interface Health {
  readonly state: string;
  readonly services: Readonly<
    Record<
      string,
      { readonly state: string; readonly parts: Readonly<Record<string, { readonly state: string; readonly detail?: string }>> }
    >
  >;
}

const isHealth = (body: unknown): body is Health => typeof body === 'object' && body !== null && 'services' in body;

/** One line per part; the exit code says whether all is well. */
export async function showHealth(api: ConsoleApi, { json }: { json: boolean }): Promise<void> {
  const { status, body } = await api.look('/api/health');
  if (status !== 200) process.exitCode = 1;
  if (json || !isHealth(body)) {
    console.log(JSON.stringify(body, null, 2));
    return;
  }
  const rows = Object.entries(body.services).flatMap(([service, { parts }]) =>
    Object.entries(parts).map(([part, { state, detail }]) => [service, part, state, detail ?? '']),
  );
  console.log(table(['service', 'part', 'state', ''], rows));
  console.log(`\nKomitmen is ${body.state}.`);
}
