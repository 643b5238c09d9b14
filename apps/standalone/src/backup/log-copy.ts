import type { CopiedRecord, KafkaCopy, RecordPosition, TopicPartition } from '@komitmen/messaging';
import { CannotStart } from '@komitmen/platform';
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { Say } from '../first-start';
import type { Archive, NewArchive } from './archive';
import type { ArchivedTopic } from './manifest';
import { counted } from './telling';

const AT_ONCE = 1_000;

type Headers = CopiedRecord['headers'];

const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text, 'latin1'));
const textOf = (bytes: Buffer | string | null): string | null =>
  typeof bytes === 'string' ? Buffer.from(bytes).toString('latin1') : (bytes?.toString('latin1') ?? null);

type Line = [partition: number, offset: string, timestamp: string, key: string | null, value: string | null, headers: [string, string][]];

/** One line of text per record. Bytes become the characters of the same numbers, so that what is no text at all comes back as it was. */
export function toLine({ partition, offset, timestamp, key, value, headers }: CopiedRecord): string {
  const pairs = Object.entries(headers).flatMap(([name, given]) =>
    [given].flat().map((one) => [name, textOf(one ?? null) ?? ''] satisfies [string, string]),
  );
  return JSON.stringify([partition, offset.toString(), timestamp, textOf(key), textOf(value), pairs] satisfies Line);
}

export function fromLine(topic: string, line: string): CopiedRecord {
  const [partition, offset, timestamp, key, value, pairs] = JSON.parse(line) as Line;
  const headers: Headers = {};
  for (const [name, text] of pairs) {
    const bytes = Buffer.from(text, 'latin1');
    const before = headers[name];
    headers[name] = before === undefined ? bytes : [before, bytes].flat();
  }
  return { topic, partition, offset: BigInt(offset), timestamp, key: bytesOf(key), value: bytesOf(value), headers };
}

/** Copies what the topics hold before `ends` into the backup, one file for each. */
export async function copyLogOut(
  copy: KafkaCopy,
  ends: readonly RecordPosition[],
  archive: NewArchive,
  say: Say,
): Promise<ArchivedTopic[]> {
  const topics = [...new Set(ends.map(({ topic }) => topic))].map((name) => ({ name, lines: new PassThrough() }));
  const written = Promise.all(topics.map(({ name, lines }) => archive.write(`topic.${name}`, lines, say)));
  const take = async (records: readonly CopiedRecord[]): Promise<void> => {
    const lines = topics.find(({ name }) => name === records[0]?.topic)?.lines;
    if (lines?.write(records.map((record) => `${toLine(record)}\n`).join('')) === false)
      await Promise.race([once(lines, 'drain'), written]);
  };
  try {
    await copy.read(ends, take);
  } finally {
    for (const { lines } of topics) lines.end();
  }
  const files = await written;
  return topics.flatMap(({ name }, index) => {
    const file = files[index];
    const records = ends.filter(({ topic }) => topic === name).map(({ offset }) => Number(offset));
    say(`topic ${name}: ${counted(sum(records), 'event')}`);
    return file === undefined ? [] : [{ name, records, file }];
  });
}

/**
 * Brings the topics to what the backup holds. One that holds a beginning of it, as a restore that was interrupted leaves it, is
 * gone on with. @throws CannotStart when it holds anything else.
 */
export class LogRestore {
  constructor(
    private readonly copy: KafkaCopy,
    private readonly archive: Archive,
    private readonly say: Say,
  ) {}

  /** Changes nothing. @returns how far each partition has come. */
  async requireBeginning(): Promise<ReadonlyMap<string, bigint>> {
    const { topics } = this.archive.manifest;
    const ends = await this.copy.administration.highWatermarks(topics.map(({ name }) => name));
    const found = new Digests(ends);
    await this.copy.read(ends, async (records) => found.add(records));
    const archived = new Digests(ends);
    if (ends.some(({ offset }) => offset > 0n))
      for (const topic of topics) await this.each(topic, async (records) => archived.add(records));
    const other = found.firstDifference(archived);
    if (other === undefined) return new Map(ends.map((end) => [placeOf(end), end.offset]));
    throw new CannotStart(`The log holds other events already (${other}); restore beside an empty one. Nothing was changed.`);
  }

  async appendAfter(reached: ReadonlyMap<string, bigint>): Promise<void> {
    for (const topic of this.archive.manifest.topics) {
      await this.each(topic, (records) => this.copy.append(records.filter((one) => one.offset >= (reached.get(placeOf(one)) ?? 0n))));
      this.say(`topic ${topic.name}: ${counted(sum(topic.records), 'event')}`);
    }
  }

  /** @throws Error when the log does not end where the backup does. */
  async requireWhole(): Promise<void> {
    for (const { name, records } of this.archive.manifest.topics) {
      const ends = await this.copy.administration.highWatermarks([name]);
      if (ends.some(({ partition, offset }) => offset !== BigInt(records[partition] ?? 0)))
        throw new Error(`the topic ${name} does not end where the backup does; somebody else writes to it`);
    }
  }

  private async each({ name, file }: ArchivedTopic, take: (records: readonly CopiedRecord[]) => Promise<void>): Promise<void> {
    const content = this.archive.read(file, this.say);
    let records: CopiedRecord[] = [];
    for await (const line of createInterface({ input: content, crlfDelay: Infinity })) {
      records.push(fromLine(name, line));
      if (records.length < AT_ONCE) continue;
      await take(records);
      records = [];
    }
    await take(records);
  }
}

/** What stands before the ends of partitions, to be compared without keeping it. */
class Digests {
  private readonly hashes = new Map<string, Hash>();

  constructor(private readonly ends: readonly RecordPosition[]) {
    for (const end of ends) this.hashes.set(placeOf(end), createHash('sha256'));
  }

  add(records: readonly CopiedRecord[]): void {
    for (const record of records) {
      const end = this.ends.find((one) => placeOf(one) === placeOf(record))?.offset ?? 0n;
      if (record.offset < end) this.hashes.get(placeOf(record))?.update(`${toLine(record)}\n`);
    }
  }

  /** Ends the digests of both. */
  firstDifference(other: Digests): string | undefined {
    const mine = [...this.hashes].map(([place, hash]) => [place, hash.digest('hex')] as const);
    return mine.find(([place, digest]) => other.hashes.get(place)?.digest('hex') !== digest)?.[0];
  }
}

const placeOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
