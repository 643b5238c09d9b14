import { setTimeout as pause } from 'node:timers/promises';
import { CannotStart } from '@komitmen/platform';
import { type ConsoleApi, Refused } from './console-api';

interface RebuildState {
  readonly live: number;
  readonly former: number | null;
  readonly building: number | null;
  readonly refused: string | null;
  readonly read: number;
  readonly events: number;
}

export interface RebuildOptions {
  readonly verify: boolean;
  readonly rollBack: boolean;
  readonly dropFormer: boolean;
}

const LOOK_EVERY_MS = 1_000;
/** The one service whose read model can be built anew. */
const REBUILDABLE = 'scorecards';

/** Begins what is asked for, or finds it begun, and tells how far it is until it has ended; the exit code says whether it went live. */
export async function rebuildService(api: ConsoleApi, service: string, options: RebuildOptions): Promise<void> {
  if (service !== REBUILDABLE) throw new CannotStart(`Only ${REBUILDABLE} can be rebuilt, not "${service}".`);
  const path = `/api/system/${service}/rebuild`;
  if (options.dropFormer) {
    const { live } = await api.post<RebuildState>(`${path}/drop-former`, {});
    console.log(`Generation ${live} is the only one now.`);
    return;
  }
  const begun = options.rollBack ? api.post(`${path}/roll-back`, {}) : api.post(path, { verify: options.verify });
  await begun.catch((error: unknown) => {
    if (!(error instanceof Refused) || error.problem.code !== 'rebuild-running') throw error;
    console.log('One is under way already; this is how far it is.');
  });
  tellEnd(await follow(() => api.get<RebuildState>(path)));
}

async function follow(look: () => Promise<RebuildState>): Promise<RebuildState> {
  let state = await look();
  while (state.building !== null) {
    const { read } = state;
    const since = performance.now();
    await pause(LOOK_EVERY_MS);
    state = await look();
    if (state.building !== null) console.log(progressOf(state, ((state.read - read) * 1_000) / (performance.now() - since)));
  }
  return state;
}

function progressOf({ building, read, events }: RebuildState, perSecond: number): string {
  const number = (value: number): string => Math.max(0, Math.round(value)).toLocaleString('en');
  const doing = perSecond > 0 ? `${number(perSecond)}/s` : 'judging, comparing, swapping';
  return `generation ${building}: ${number(read)} of ${number(events)} events, ${doing}`;
}

function tellEnd({ live, former, refused }: RebuildState): void {
  if (refused === null) {
    console.log(`Generation ${live} is live${former === null ? '' : `; generation ${former} is kept, "--roll-back" brings it back`}.`);
    return;
  }
  console.log(`Generation ${live} stays live: ${refused}`);
  process.exitCode = 1;
}
