import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@komitmen/testing';
import { Redis } from 'ioredis';
import { type Cluster, CONSUMED, type Service, SERVICES } from './cluster';
import { AWAY_FOR_LONG, type Fault, LANES, type Poison, type Server, stepsOf, wordsOf } from './schedule';
import type { ServiceInstance } from './service-process';

/** Whoever stages a fault may meet a server that is just away. */
const PATIENCE = { timeoutMs: 120_000, everyMs: 300 };
/** For a second instance to come up, before the first is stopped. */
const JOINED_WITHIN_MS = 10_000;
/** What the read model's tables say while they refuse. */
export const REFUSAL = 'refused by the test';
/** Of which part of a service's health, and in which words, it is told that a server is away. */
const TOLD: Readonly<Record<Server, readonly [part: string, words: RegExp]>> = {
  kafka: ['events', /event log does not answer/],
  postgres: ['database', /does not answer/],
  redis: ['queue', /Redis/],
};
export const TOPICS = SERVICES.filter((topic) => SERVICES.some((service) => CONSUMED[service]?.includes(topic)));

export interface Poisoned {
  readonly topic: Service;
  readonly key: string;
}

/** Stages what a seed says on a running cluster, and keeps what the judgement afterwards must know. */
export class Faults {
  readonly poisoned: Poisoned[] = [];
  kills = 0;
  readonly staged: Fault[] = [];
  /** Servers that were away for long, and of which no service said so. */
  readonly untold: Server[] = [];
  /** Second instances that ended otherwise than they were told to. */
  readonly badEnds: string[] = [];
  private readonly begun = performance.now();

  constructor(private readonly cluster: Cluster) {}

  /** Resolves when the time is over, each fault of the first deal was staged, and every fault is over. */
  async play(seed: number, seconds: number): Promise<void> {
    const stakes = { services: SERVICES, topics: TOPICS };
    const until = performance.now() + seconds * 1_000;
    await Promise.all(
      LANES.map(async (lane) => {
        for (const { due, pause, fault } of stepsOf(seed, lane, stakes)) {
          await delay(pause * 1_000);
          if (!due && performance.now() > until) return;
          this.say(wordsOf(fault));
          this.staged.push(fault);
          await this.stage(fault);
        }
      }),
    );
    this.say('the last fault is over');
  }

  private say(words: string): void {
    process.stdout.write(`${((performance.now() - this.begun) / 1_000).toFixed(1).padStart(6)} s  ${words}\n`);
  }

  private stage(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'killed':
        return this.kill(fault.service);
      case 'paused':
        return this.pause(fault);
      case 'joined':
        return this.withSecond(fault, () => delay(fault.seconds * 1_000));
      case 'away':
        return this.away(fault);
      case 'slow':
        return this.slow(fault.seconds);
      case 'refused':
        return this.refuse(fault.seconds);
      case 'poison':
        return this.poison(fault.topic, fault.form);
    }
  }

  /** The next one dies when this one serves again: on a slow machine all would else die before they had done anything. */
  private async kill(service: Service): Promise<void> {
    const one = this.cluster.the(service);
    await eventually(() => one.pid, PATIENCE);
    await one.kill();
    this.kills += 1;
    await eventually(() => this.serves(one), PATIENCE).catch(() => undefined);
  }

  private async serves(one: ServiceInstance): Promise<void> {
    if ((await one.readiness()).status !== 200) throw new Error(`${one.name} is not ready`);
  }

  private async pause(fault: Fault & { kind: 'paused' }): Promise<void> {
    await this.withSecond(fault, async () => {
      const pid = await eventually(() => this.cluster.the(fault.service).pid, PATIENCE);
      signal(pid, 'SIGSTOP');
      await delay(fault.seconds * 1_000);
      signal(pid, 'SIGCONT');
    });
  }

  private async withSecond({ service, leaving }: Fault & { kind: 'paused' | 'joined' }, work: () => Promise<void>): Promise<void> {
    const second = await this.cluster.join(service);
    const serves = eventually(() => this.serves(second), PATIENCE).then(
      () => true,
      () => false,
    );
    const joined = await Promise.race([serves, delay(JOINED_WITHIN_MS, false)]);
    await work();
    await this.cluster.leave(second, leaving);
    // One that has not even come up yet has nothing to end in order.
    const ends = joined && leaving === 'SIGTERM' ? ['0'] : ['0', leaving];
    const exits = second.exits.map(({ code, signal }) => String(code ?? signal)).join();
    if (!ends.includes(exits)) this.badEnds.push(`${second.name}, told to leave by ${leaving}: ${exits}`);
  }

  private async away({ server, killed, flushed, seconds }: Fault & { kind: 'away' }): Promise<void> {
    const one = this.cluster.servers[server];
    if (flushed) await this.flush();
    await (killed ? one.kill() : one.stop());
    await Promise.all([delay(seconds * 1_000), seconds < AWAY_FOR_LONG ? undefined : this.isTold(server, seconds)]);
    await one.start();
  }

  /** Whether some service says within this time that the server is away. */
  private async isTold(server: Server, seconds: number): Promise<void> {
    const [part, words] = TOLD[server];
    const until = performance.now() + seconds * 1_000;
    while (performance.now() < until) {
      const healths = await Promise.all(SERVICES.map((service) => this.cluster.the(service).readiness()));
      if (healths.some(({ parts }) => words.test(parts[part]?.detail ?? ''))) return;
      await delay(500);
    }
    this.untold.push(server);
  }

  private async flush(): Promise<void> {
    const redis = new Redis(this.cluster.servers.redisUrl);
    await redis.flushall();
    redis.disconnect();
  }

  /** The next facts that come in take so long; those that follow do not. */
  private async slow(seconds: number): Promise<void> {
    await this.sql(trigger('slow', 'FOR EACH STATEMENT', `PERFORM pg_sleep(${seconds}); RETURN NULL;`));
    await eventually(async () => {
      const sleeping = await this.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = 'scorecards'`);
      if (sleeping.length === 0) throw new Error('nobody is slow yet');
    }, PATIENCE);
    await this.sql('DROP TRIGGER IF EXISTS test_slow ON scorecards.facts');
  }

  private async refuse(seconds: number): Promise<void> {
    const which = `FOR EACH ROW WHEN (NEW.type LIKE 'regencies.commitment%')`;
    const count = async (): Promise<number> =>
      (await this.sql(`SELECT 1 FROM scorecards.dead_letters WHERE message LIKE '%${REFUSAL}%'`)).length;
    const before = await count();
    await this.sql(trigger('refuse', which, `RAISE EXCEPTION '${REFUSAL}';`));
    await delay(seconds * 1_000);
    await eventually(async () => {
      if ((await count()) === before) throw new Error('nothing was refused yet');
    }, PATIENCE);
    await this.sql('DROP TRIGGER IF EXISTS test_refuse ON scorecards.facts');
  }

  /** Twice under one key, so that the second waits behind the first. */
  private async poison(topic: Service, form: Poison): Promise<void> {
    const key = `poison-${randomUUID()}`;
    const producer = this.cluster.servers.eventLog().producer();
    const records = [0, 1].map(() => ({ topic, key, partitionKey: '52', ...poisonOf(topic, key, form) }));
    await eventually(() => producer.append(records), PATIENCE);
    await producer.close();
    this.poisoned.push({ topic, key });
  }

  private sql(statement: string): Promise<object[]> {
    return eventually(() => this.cluster.servers.sql(statement), PATIENCE);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Another fault has killed it.
  }
}

const trigger = (name: string, which: string, body: string): string =>
  `CREATE OR REPLACE FUNCTION scorecards.test_${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
   CREATE OR REPLACE TRIGGER test_${name} BEFORE INSERT ON scorecards.facts ${which} EXECUTE FUNCTION scorecards.test_${name}()`;

export function poisonOf(topic: Service, key: string, form: Poison): { value: string; headers: Record<string, string> } {
  const known = topic === 'regencies' ? 'regencies.government-registered.v1' : `${topic}.business-day-reached.v1`;
  const type = form === 'unknown-type' ? `${topic}.never-heard-of.v1` : known;
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: type,
    ce_source: `/komitmen/${topic}`,
    ce_subject: key,
    ce_time: new Date().toISOString(),
    ce_dataschema: `urn:komitmen:event:${type}`,
    ce_partitionkey: '52',
    ce_aggregateversion: '1',
    ce_correlationid: randomUUID(),
  };
  return { value: form === 'no-json' ? '{"half' : '{"wrong":true}', headers: form === 'no-envelope' ? {} : headers };
}
