import type { EventLog, LogBatch, StoredRecord, TopicPartition, TopicSpecification } from '../../src';

/** The same log under names that begin with the plot's, so that many tests share one broker. */
export function inPlot(log: EventLog, plot: string): EventLog {
  const named = (topic: string): string => `${plot}${topic}`;
  const bare = <T extends TopicPartition>(one: T): T => ({ ...one, topic: one.topic.slice(plot.length) });
  const specified = (topics: readonly TopicSpecification[]): TopicSpecification[] =>
    topics.map(({ name, partitions }) => ({ name: named(name), partitions }));
  const batchOf = (batch: LogBatch): LogBatch => ({ ...bare(batch), records: batch.records.map(bare) });

  return {
    name: log.name,
    ensureTopics: (topics) => log.ensureTopics(specified(topics)),
    requireTopics: (topics) => log.requireTopics(specified(topics)),
    topics: async () =>
      (await log.topics())
        .filter(({ name }) => name.startsWith(plot))
        .map(({ name, partitions }) => ({ name: name.slice(plot.length), partitions })),
    producer: () => {
      const producer = log.producer();
      return {
        append: async (records) => (await producer.append(records.map((record) => ({ ...record, topic: named(record.topic) })))).map(bare),
        close: () => producer.close(),
      };
    },
    consumer: (options) => {
      const consumer = log.consumer({ ...options, group: named(options.group), topics: options.topics.map(named) });
      return {
        group: options.group,
        run: (handler) => consumer.run((batch) => handler(batchOf(batch))),
        stop: () => consumer.stop(),
        assignments: () => consumer.assignments().map(bare),
      };
    },
    reader: (options) => {
      const reader = log.reader({ ...options, ranges: options.ranges.map((range) => ({ ...range, topic: named(range.topic) })) });
      return {
        group: reader.group,
        run: (handler) => reader.run((batch) => handler(batchOf(batch))),
        stop: () => reader.stop(),
        assignments: () => reader.assignments().map(bare),
      };
    },
    follow: (options, handler) =>
      log.follow({ ...options, topics: options.topics.map(named) }, (record: StoredRecord) => handler(bare(record))),
    highWatermarks: async (topics) => (await log.highWatermarks(topics.map(named))).map(bare),
    lag: async (group, topics) => (await log.lag(named(group), topics.map(named))).map(bare),
    check: () => log.check(),
    close: () => log.close(),
  };
}
