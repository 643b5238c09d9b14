import { type CopiedRecord, createKafkaEventLog, type EventLog, KafkaCopy } from '@komitmen/messaging';
import { eventually, testKafkaBrokers } from '@komitmen/testing';
import { Kafka, logLevel } from 'kafkajs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive, NewArchive } from './archive';
import { copyLogOut, LogRestore } from './log-copy';

const silent = (): void => undefined;
const brokers = testKafkaBrokers();
const topics = ['one', 'other'].map((name) => ({ name: `backup-${process.pid}-${name}`, partitions: 3 }));
const names = topics.map(({ name }) => name);
const [one = '', other = ''] = names;

const record = (topic: string, partition: number, offset: number, more: Partial<CopiedRecord> = {}): CopiedRecord => ({
  topic,
  partition,
  offset: BigInt(offset),
  timestamp: String(1_752_537_600_000 + offset),
  key: Buffer.from(`key ${offset}`),
  value: Buffer.from(`{"amount":"${offset}","name":"± Lombok\u2028"}`),
  headers: { ce_id: Buffer.from(`${topic}/${partition}/${offset}`) },
  ...more,
});

/** What no event of ours looks like, but a topic may hold. */
const odd = record(one, 1, 0, {
  key: null,
  value: Buffer.from([0, 0xff, 0xfe, 0x0a, 0x0d, 0x22]),
  headers: { binary: Buffer.from([0x80, 0]), twice: [Buffer.from('a'), Buffer.from('b')], ñ: Buffer.from('') },
});
const written = [
  ...Array.from({ length: 2_500 }, (_, offset) => record(one, 2, offset)),
  odd,
  record(one, 1, 1, { value: null, headers: {} }),
  ...Array.from({ length: 40 }, (_, offset) => record(other, 0, offset)),
];
const placed = (records: readonly CopiedRecord[]): CopiedRecord[] =>
  [...records].sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || Number(a.offset - b.offset));

describe('a backup of the log on Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-log-'));
  const copy = new KafkaCopy({ brokers, clientId: 'log-copy-test' });
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  let log: EventLog;
  let archive: Archive;

  const append = async (records: readonly CopiedRecord[]): Promise<void> => {
    for (const name of names) await copy.append(records.filter(({ topic }) => topic === name));
  };
  const readAll = async (): Promise<CopiedRecord[]> => {
    const records: CopiedRecord[] = [];
    await copy.read(await copy.administration.highWatermarks(names), async (some) => void records.push(...some));
    return placed(records);
  };
  const emptyTopics = async (): Promise<void> => {
    await admin.deleteTopics({ topics: names });
    await eventually(() => log.ensureTopics(topics), { everyMs: 200 });
    await eventually(async () => expect((await readAll()).length).toBe(0));
  };
  const restore = async (): Promise<void> => {
    const restoring = new LogRestore(copy, archive, silent);
    await restoring.appendAfter(await restoring.requireBeginning());
    await restoring.requireWhole();
  };

  beforeAll(async () => {
    await admin.connect();
    log = createKafkaEventLog({ brokers, clientId: 'log-copy-test' });
    await log.ensureTopics(topics);
    await append(written);
    const ends = await copy.administration.highWatermarks(names);
    // What comes after the backup's moment is none of it.
    await append([record(other, 0, 40), record(other, 1, 0)]);
    const made = new NewArchive(join(folder, 'backup'));
    const archived = await copyLogOut(copy, ends, made, silent);
    made.finish({ format: 1, moment: '', shape: 'distributed', migrations: {}, keys: {}, tables: [], sequences: [], topics: archived });
    archive = new Archive(join(folder, 'backup'));
    await archive.verify();
  });

  afterAll(async () => {
    await admin.deleteTopics({ topics: names });
    await Promise.all([admin.disconnect(), copy.close(), log.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings back every byte to its partition and offset, up to the moment of the backup', async () => {
    await emptyTopics();
    await restore();
    expect(await readAll()).toEqual(placed(written));
  });

  it('goes on where a restore that was interrupted stopped', async () => {
    await emptyTopics();
    await append(written.slice(0, 1_500));
    await restore();
    expect(await readAll()).toEqual(placed(written));
    await restore();
    expect(await readAll()).toEqual(placed(written));
  });

  it('refuses topics that hold anything else, and leaves them as they are', async () => {
    await emptyTopics();
    const foreign = [...written.slice(0, 3), record(one, 2, 3, { value: Buffer.from('{}') })];
    await append(foreign);
    await expect(restore()).rejects.toThrow(`The log holds other events already (${one}/2)`);
    expect(await readAll()).toEqual(foreign);
    await append([record(one, 0, 0)]);
    await expect(restore()).rejects.toThrow(`(${one}/0)`);
  });

  it.each([
    ['its first records', '1000'],
    ['all that it held', '2500'],
  ])('refuses to copy a log of which a partition has lost %s', async (_what, offset) => {
    await emptyTopics();
    await append(written);
    // The first time it only learns where the topic is now.
    await eventually(() => admin.deleteTopicRecords({ topic: one, partitions: [{ partition: 2, offset }] }));
    const ends = await copy.administration.highWatermarks(names);
    const made = new NewArchive(join(folder, `lost-${offset}`));
    await expect(copyLogOut(copy, ends, made, silent)).rejects.toThrow(`${one}/2 has lost its first ${offset} records`);
  });

  it('notices somebody who writes at the same time', async () => {
    await emptyTopics();
    await append([record(other, 0, 0)]);
    await expect(copy.append([record(other, 0, 0)])).rejects.toThrow('somebody else writes');
  });
});
