import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@komitmen/testing';
import { SERVICES } from '../distributed/cluster';
import { type Installation, type Part, quiet, startInstallation } from './installation';
import { type Before, faultsIn, liveGeneration, measure } from './judgement';
import { Life } from './life';
import { numbersOf, onePointEach, pointsOf } from './points';

const SHAPE = process.env['SHAPE'] === 'distributed' ? 'distributed' : 'standalone';
/** `npm run crashes` sets these. */
const SEED = Number(process.env['CRASH_SEED'] ?? 1);
const MOMENTS = Number(process.env['CRASH_MOMENTS'] ?? 3);
/** `some`: every third point, of some service, and those at which nothing else ends by chance; `all`: every point of every service; `none`; or those of one step. */
const POINTS = process.env['CRASH_POINTS'] ?? 'some';
const START_MS = 480_000;
/** From a start until a point is passed: several times what it takes. */
const REACHED_WITHIN_MS = 300_000;
const QUIET_WITHIN_MS = 180_000;
/** After a process answers, or in one of four cases after its start. Kafka gives nothing to a new member for as long as the dead one's session. */
const LONGEST_LIFE_MS = { standalone: 3_000, distributed: 6_000 }[SHAPE];
const YOUNG = 0.25;
/** Steps that are taken so often that not the first passage alone is tried. */
const FREQUENT = /\/(commit|relay\.append|relay\.delete|relay\.task|chunk\.commit|offset\.commit|mail\.\w+)\./;
/** Taken so seldom that a random moment never falls into them. */
const RARE = /\/rebuild\.swap\./;

describe(`a process that is killed, with seed ${SEED}, ${SHAPE}`, () => {
  const next = numbersOf(SEED);
  let installation: Installation;
  let before: Before;
  let life: Life;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    installation = await startInstallation(SHAPE);
    ends.push(() => installation.remove());
    await quiet(installation, QUIET_WITHIN_MS);
    before = await measure(installation);
    life = await Life.begin(installation);
    ends.push(() => life.abandon());
  }, START_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const say = (words: string): void => void process.stdout.write(`${words}\n`);

  /** One start after the other, each to its end at the point it is armed with. */
  async function crashAtEach({ process: one }: Part, points: readonly string[]): Promise<void> {
    const armed = points.map((point) => `${point}:${FREQUENT.test(point) ? 1 + Math.floor(next() * 3) : 1}`);
    const waiting = [...armed];
    one.settingsOfStart = (): Record<string, string> => {
      const point = waiting.shift();
      return point === undefined ? {} : { NODE_ENV: 'test', CRASH_AT: point };
    };
    if (armed.length > 0) await one.kill();
    for (const point of armed) {
      const count = one.exits.length;
      const begun = performance.now();
      await eventually(
        () => {
          if (one.exits.length === count) throw new Error(`${point} was not reached; ${one.name} said:\n${one.lastWords(10)}`);
        },
        { timeoutMs: REACHED_WITHIN_MS, everyMs: 5 },
      );
      say(`${point} after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
    }
  }

  function pointsFor({ services }: Part): string[] {
    const some = onePointEach(SERVICES, SEED).filter((point, place) => place % 3 === SEED % 3 || RARE.test(point));
    const all = SERVICES.flatMap(pointsOf);
    const points = { some, all, none: [] }[POINTS] ?? all.filter((point) => /\/(.+)\.\w+$/.exec(point)?.[1] === POINTS);
    if (points.length === 0 && POINTS !== 'none') throw new Error(`there is no step ${POINTS}`);
    return points.filter((point) => services.some((service) => point.startsWith(`${service}/`)));
  }

  it('comes to its end at the points of its steps', async () => {
    const { parts } = installation;
    // One of those that take commands and one of those behind them at a time: what the others do leads these to their points.
    const half = Math.ceil(parts.length / 2);
    const lanes = [parts.slice(0, half), parts.slice(half)];
    await Promise.all(
      lanes.map(async (lane) => {
        for (const part of lane) await crashAtEach(part, pointsFor(part));
      }),
    );
  }, 3_600_000);

  it(
    `comes to its end at ${MOMENTS} moments that nobody chose`,
    async () => {
      const { parts } = installation;
      for (let moment = 1; moment <= MOMENTS; moment += 1) {
        const part = parts[Math.floor(next() * parts.length)];
        if (part === undefined) throw new Error('there is no process');
        const begun = performance.now();
        const young = next() < YOUNG;
        await eventually(() => (young ? expect(part.process.runs).toBe(true) : part.serves()), { timeoutMs: START_MS, everyMs: 20 });
        await delay(next() * LONGEST_LIFE_MS);
        await part.process.kill();
        const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
        say(`${moment}: ${part.process.name} after ${seconds} s${young ? ', perhaps before it served' : ''}`);
      }
    },
    MOMENTS * 60_000 + 60_000,
  );

  it(
    'has lost nothing, doubled nothing and made nothing up, when all is quiet again',
    async () => {
      await life.stop();
      await quiet(installation, QUIET_WITHIN_MS);
      await life.end();
      const exits = installation.parts.flatMap(({ process: { exits, name } }) => exits.map(({ code, signal }) => ({ name, code, signal })));
      const { load, days, accounts, ruleSettings, poisoned, rebuilds, rolledBack } = life;
      const mails = installation.servers.mail.arrived;
      say(
        `${exits.length} processes killed; ${load.accepted.length} commands, ${accounts.length} accounts, ${ruleSettings} settings, ` +
          `${days.length} days, ${poisoned.length * 2} poisoned events, generation ${await liveGeneration(installation)} of the scorecards after ${rebuilds} rebuilds and ${rolledBack} roll-backs, ${mails.length} mails of ${new Set(mails.map(({ messageId }) => messageId)).size} letters`,
      );
      expect(exits.filter(({ signal }) => signal !== 'SIGKILL')).toEqual([]);
      expect(await faultsIn(installation, before, life)).toEqual([]);
      expect(load.accepted.length).toBeGreaterThan(exits.length);
    },
    2 * QUIET_WITHIN_MS + 60_000,
  );
});
