import { Client } from 'pg';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import type { EventLog } from '../event-log';
import { describeEventLog } from '../event-log.contract';
import { createPostgresEventLog, migratePostgresEventLog } from './postgres-event-log';

describe('the event log on PostgreSQL', () => {
  let database: TestDatabase;
  const applications = new WeakMap<EventLog, string>();
  let opened = 0;

  const open = (): EventLog => {
    const name = `log ${(opened += 1)}`;
    const log = createPostgresEventLog({ connection: { connectionString: database.url, application_name: name }, leaseMs: 1_500 });
    applications.set(log, name);
    return log;
  };

  const admin = async <T extends object>(sql: string, parameters: unknown[] = []): Promise<T[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<T>(sql, parameters);
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await migratePostgresEventLog({ connection: { connectionString: database.url } });
  });

  afterAll(() => database.drop());

  describeEventLog({
    open,
    eventually,
    // A killed process neither renews nor leaves: its rows stay until they expire.
    kill: async (log) => {
      const rows = await admin<{ group_id: string }>(`SELECT * FROM event_log.group_members WHERE expires_at > now()`);
      const leases = await admin<{ group_id: string }>(`SELECT * FROM event_log.partition_leases WHERE expires_at > now()`);
      await log.close();
      const restore = (table: string, kept: object[]): Promise<object[]> =>
        admin(`INSERT INTO event_log.${table} SELECT * FROM json_populate_recordset(NULL::event_log.${table}, $1) ON CONFLICT DO NOTHING`, [
          JSON.stringify(kept),
        ]);
      await restore('group_members', rows);
      await restore('partition_leases', leases);
    },
  });

  it('is migrated twice without harm', async () => {
    await expect(migratePostgresEventLog({ connection: { connectionString: database.url } })).resolves.toBeUndefined();
  });

  it('waits calmly while its connections are cut, and goes on', async () => {
    const log = open();
    await log.ensureTopics([{ name: 'cut', partitions: 1 }]);
    const read: string[] = [];
    await log.consumer({ group: 'cut', topics: ['cut'] }).run(async (batch) => {
      read.push(...batch.records.map((record) => record.key));
      await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
    });
    for (const key of ['a', 'b', 'c']) {
      await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, [applications.get(log)]);
      await eventually(() => log.producer().append([{ topic: 'cut', partitionKey: '52', key, value: '{}', headers: {} }]));
    }
    await eventually(() => expect([...new Set(read)]).toEqual(['a', 'b', 'c']));
    await log.close();
  });

  it('set back, the clock of the process makes nobody lose a partition that is worked on', async () => {
    const log = open();
    await log.ensureTopics([{ name: 'late', partitions: 2 }]);
    const consumer = log.consumer({ group: 'late', topics: ['late'] });
    await consumer.run(() => Promise.resolve());
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    const leases = (): Promise<{ member: string; until: Date }[]> =>
      admin(`SELECT DISTINCT member_id AS member, expires_at AS until FROM event_log.partition_leases WHERE group_id = 'late'`);
    const [before] = await leases();
    const since = before?.until.getTime() ?? 0;
    await eventually(async () => {
      const [now] = await leases();
      expect(now?.member).toBe(before?.member);
      expect(now?.until.getTime()).toBeGreaterThan(since + 1_000);
    });
    clock.mockRestore();
    await log.close();
  });

  it('set back, the clock of the database keeps no partition with a member that was killed before', async () => {
    const dead = '01981000-0000-7000-8000-00000000dead';
    const inAnHour = `now() + interval '1 hour'`;
    await admin(`INSERT INTO event_log.group_members VALUES ('set-back', '${dead}', '{late}', ${inAnHour})`);
    await admin(`INSERT INTO event_log.partition_leases SELECT 'set-back', 'late', n, '${dead}', ${inAnHour} FROM generate_series(0, 1) n`);
    const log = open();
    await log.ensureTopics([{ name: 'late', partitions: 2 }]);
    const consumer = log.consumer({ group: 'set-back', topics: ['late'] });
    await consumer.run(() => Promise.resolve());
    await eventually(() => expect(consumer.assignments()).toHaveLength(2));
    await log.close();
  });
});
