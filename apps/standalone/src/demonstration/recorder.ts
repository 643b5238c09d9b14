import { createHash } from 'node:crypto';
import type { Api } from './api';
import type { Entry } from './entry';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const rowsOf = (answer: unknown): Fields[] => (Array.isArray(answer) ? answer.filter(isFields) : []);

/** What makes an entry the one it is, beside where it goes and its source. */
const IDENTITY: Readonly<Record<Entry['to'], readonly string[]>> = {
  figures: ['subject', 'measure', 'value', 'text', 'definition', 'holdsOn'],
  headcounts: ['payer', 'fiscalYear', 'kind', 'persons', 'holdsOn'],
  targets: ['government', 'fiscalYear', 'share', 'holdsOn'],
};

function identityOf(to: Entry['to'], row: Fields): string {
  const title = isFields(row['source']) ? row['source']['title'] : null;
  return JSON.stringify([to, title, ...IDENTITY[to].map((name) => row[name] ?? null)]);
}

const keyOf = (identity: string): string => `demonstration-${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;

/**
 * Records entries as the planner, each once: what is there already is left out, so that a load can be taken up again
 * after any length of time; the key guards the moments in between.
 */
export async function recordMissing(api: Api, entries: readonly Entry[]): Promise<number> {
  const present = new Set<string>();
  for (const to of new Set(entries.map((entry) => entry.to)))
    for (const row of rowsOf(await api.get('planner', `/api/${to}`))) present.add(identityOf(to, row));
  let recorded = 0;
  for (const { to, body } of entries) {
    const identity = identityOf(to, body as unknown as Fields);
    if (present.has(identity)) continue;
    await api.post('planner', `/api/${to}`, body, keyOf(identity));
    recorded += 1;
  }
  return recorded;
}
