import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import {
  ChunkContext,
  DeadLetters,
  EVENT_LOG,
  EventLogStrategy,
  MessagingModule,
  Outbox,
  PARTITIONS_PER_TOPIC,
  Rebuild,
  Relay,
  UnitOfWork,
  connectEventLog,
  messagingMigrations,
  type Envelope,
  type EventLog,
  type NewEvent,
  type RebuildState,
  type RebuiltModel,
  type StoredRecord,
} from '../src';
import { COOKED, gardenContracts, GREW, grew, type PlantGrew, trouble } from './plants';

@Controller()
export class Kitchen {
  constructor(private readonly outbox: Outbox) {}

  @EventPattern<string>(GREW, EVENT_LOG)
  async cook(@Payload() event: Envelope<PlantGrew>, @Ctx() ctx: ChunkContext): Promise<void> {
    await ctx.transaction.query(`INSERT INTO kitchen.effects (kind, generation, plant, what) VALUES ('cooked', $1, $2, $3)`, [
      ctx.generation,
      event.data.plant,
      event.data.centimetres,
    ]);
    await trouble.with(event, ctx);
    await this.outbox.publish({ ...grew(event.data.plant, 1), type: COOKED });
  }

  @EventPattern<string>(GREW, EVENT_LOG)
  async taste(@Payload() event: Envelope<PlantGrew>, @Ctx() ctx: ChunkContext): Promise<void> {
    const rows: unknown[] = await ctx.transaction.query(`SELECT 1 FROM kitchen.effects WHERE plant = $1 AND what = $2`, [
      event.data.plant,
      event.data.centimetres,
    ]);
    if (rows.length === 0) throw new Error('tasted before it was cooked');
    ctx.atChunkEnd(event.data.plant, async () => {
      await ctx.transaction.query(`INSERT INTO kitchen.effects (kind, generation, plant, what) VALUES ('served', $1, $2, '')`, [
        ctx.generation,
        event.data.plant,
      ]);
    });
  }
}

@Module({})
class Root {}

export interface RunningService {
  unitOfWork: UnitOfWork;
  outbox: Outbox;
  relay: Relay;
  strategy: EventLogStrategy;
  rebuild: Rebuild;
  deadLetters: DeadLetters;
  dataSource: DataSource;
  publish(...events: NewEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** The one dead letter that is open, once it is. */
export const onlyLetter = ({ deadLetters }: RunningService) =>
  eventually(async () => {
    const [letter, ...more] = await deadLetters.list({ state: 'open' });
    if (letter === undefined || more.length > 0) throw new Error(`there are ${letter ? more.length + 1 : 'no'} dead letters`);
    return letter;
  });

/** Waits for the end of what is being built. */
export async function built({ rebuild }: RunningService): Promise<RebuildState> {
  return eventually(
    async () => {
      const state = await rebuild.state();
      expect(state.building).toBeNull();
      return state;
    },
    { timeoutMs: 20_000 },
  );
}

export async function rebuilt(service: RunningService, options = { verify: false }): Promise<RebuildState> {
  expect(await service.rebuild.begin(options)).toBe(true);
  return built(service);
}

/** The event log that a garden stands on. */
export interface Ground {
  readonly log: EventLog;
  /** Takes away what the log remembers of how far groups have read. */
  forgetCommits(): Promise<void>;
}

export type PrepareGround = (database: TestDatabase) => Promise<Ground>;

const TOPICS = ['garden', 'kitchen'];

export class Garden {
  private readonly services: RunningService[] = [];
  private readonly seen: StoredRecord[] = [];
  private constructor(
    readonly database: TestDatabase,
    readonly ground: Ground,
  ) {}

  get log(): EventLog {
    return this.ground.log;
  }

  static async plant(prepareGround: PrepareGround): Promise<Garden> {
    const database = await createTestDatabase();
    const garden = new Garden(database, await prepareGround(database));
    await garden.log.ensureTopics(TOPICS.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    for (const schema of TOPICS) {
      await garden.sql(`CREATE SCHEMA ${schema}`);
      const migrator = await new DataSource({ ...garden.connectionOf(schema), migrations: messagingMigrations(schema) }).initialize();
      await migrator.runMigrations();
      await migrator.destroy();
    }
    await garden.sql(
      `CREATE TABLE kitchen.effects (id bigint GENERATED ALWAYS AS IDENTITY, kind text, generation int, plant text, what text)`,
    );
    Object.assign(trouble, { with: () => undefined, beforeForgetting: () => undefined });
    await garden.look();
    return garden;
  }

  async uproot(): Promise<void> {
    for (const service of this.services) await service.close();
    await this.log.close();
    await this.database.drop();
  }

  async start(
    service: 'garden' | 'kitchen',
    {
      eventLog = this.log,
      databaseUrl = this.database.url,
      chunkSize,
    }: { eventLog?: EventLog; databaseUrl?: string; chunkSize?: number } = {},
  ): Promise<RunningService> {
    const consumes = service === 'kitchen' ? ['garden'] : [];
    const controllers: Type[] = service === 'kitchen' ? [Kitchen] : [];
    const imports = [
      TypeOrmModule.forRoot({ ...this.connectionOf(service), url: databaseUrl }),
      MessagingModule.forService({
        service,
        consumes,
        eventLog,
        contracts: gardenContracts,
        relayAnswerWithinMs: 2_000,
        ...(chunkSize && { chunkSize }),
      }),
    ];
    const app = await NestFactory.create({ module: Root, imports, controllers }, new FastifyAdapter(), { logger: false });
    connectEventLog(app);
    if (service === 'kitchen') app.get(Rebuild).register(this.recipeBook());
    await app.init();
    await app.startAllMicroservices();
    let closed = false;
    const running: RunningService = {
      unitOfWork: app.get(UnitOfWork),
      outbox: app.get(Outbox),
      relay: app.get(Relay),
      strategy: app.get(EventLogStrategy),
      rebuild: app.get(Rebuild),
      deadLetters: app.get(DeadLetters),
      dataSource: app.get(DataSource),
      publish: (...events) =>
        running.unitOfWork.run(async () => {
          for (const event of events) await running.outbox.publish(event);
        }),
      close: async () => {
        if (!closed) await app.close();
        closed = true;
      },
    };
    this.services.push(running);
    return running;
  }

  async sql<T extends object>(statement: string, parameters: unknown[] = []): Promise<T[]> {
    const client = new Client({ connectionString: this.database.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(statement, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  /** The effects as a model: nothing follows from them, and their order within a plant is theirs. */
  private recipeBook(): RebuiltModel {
    const differences = async (building: number, live: number): Promise<string | null> => {
      const [built, now] = [await this.cooked(building), await this.cooked(live)].map((effects) => effects.sort());
      return built?.find((one, index) => one !== now?.[index]) ?? null;
    };
    return {
      judge: () => Promise.resolve(),
      compare: () => Promise.resolve(null),
      beforeSwap: (building, live, verify) => (verify ? differences(building, live) : Promise.resolve(null)),
      forget: async (generations) => {
        await trouble.beforeForgetting();
        await this.sql(`DELETE FROM kitchen.effects WHERE generation = ANY($1::int[])`, [generations]);
      },
    };
  }

  /** What was cooked, in the order of the effects. */
  async cooked(generation = 1): Promise<string[]> {
    const rows = await this.sql<{ plant: string; what: string }>(
      `SELECT plant, what FROM kitchen.effects WHERE kind = 'cooked' AND generation = $1 ORDER BY id`,
      [generation],
    );
    return rows.map(({ plant, what }) => `${plant} ${what}`);
  }

  /** All that the topic holds by now, in the order of its partitions. */
  async onLog(topic: string): Promise<{ key: string; id: string; headers: Record<string, string> }[]> {
    const ends = await this.log.highWatermarks([topic]);
    const held = ends.reduce((sum, { offset }) => sum + offset, 0n);
    const records = await eventually(() => {
      const found = this.seenOf(topic);
      if (BigInt(found.length) < held) throw new Error(`${found.length} of ${held} records of ${topic} seen`);
      return found;
    });
    return records.map(({ key, headers }) => ({ key, id: headers['ce_id'] ?? '', headers }));
  }

  /** Cuts every connection to the database but the asking one. */
  async cutConnections(): Promise<void> {
    await this.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  }

  /** An onlooker reads along what comes to the log; what is handed over to it again is counted once. */
  private async look(): Promise<void> {
    await this.log.consumer({ group: 'onlooker', topics: TOPICS }).run(async (batch) => {
      this.seen.push(...batch.records);
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });
  }

  private seenOf(topic: string): StoredRecord[] {
    const once = new Map<string, StoredRecord>();
    for (const record of this.seen.filter((one) => one.topic === topic)) once.set(`${record.partition}/${record.offset}`, record);
    return [...once.values()].sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
  }

  private connectionOf(schema: string) {
    return { type: 'postgres' as const, url: this.database.url, schema, installExtensions: false, poolSize: 5 };
  }
}
