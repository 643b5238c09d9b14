import { escapeIdentifier, type Pool } from 'pg';
import { inTransaction } from './in-transaction';

/**
 * The log's tables and the one function its consumers share.
 * `partitions.next_offset` is raised under a row lock that lasts to the commit: offsets are dense, and visible in order.
 */
function definition(schema: string): string {
  return `
CREATE SCHEMA IF NOT EXISTS ${schema};
CREATE TABLE IF NOT EXISTS ${schema}.topics (
  name text PRIMARY KEY,
  partitions integer NOT NULL CHECK (partitions > 0)
);
CREATE TABLE IF NOT EXISTS ${schema}.partitions (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  topic text NOT NULL REFERENCES ${schema}.topics (name),
  partition integer NOT NULL,
  next_offset bigint NOT NULL DEFAULT 0,
  UNIQUE (topic, partition)
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS ${schema}.records (
  partition_id integer NOT NULL,
  record_offset bigint NOT NULL,
  key text NOT NULL,
  partition_key text NOT NULL,
  headers json NOT NULL,
  value text NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (partition_id, record_offset)
);
CREATE TABLE IF NOT EXISTS ${schema}.group_offsets (
  group_id text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  next_offset bigint NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (group_id, topic, partition)
);
CREATE TABLE IF NOT EXISTS ${schema}.group_members (
  group_id text NOT NULL,
  member_id uuid NOT NULL,
  topics text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (group_id, member_id)
);
CREATE TABLE IF NOT EXISTS ${schema}.partition_leases (
  group_id text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  member_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (group_id, topic, partition)
);

-- Renews a member, divides the partitions among the living, and returns what this member holds now.
-- A partition in hand (busy) is kept until its batch is done, even when it is another's by right.
CREATE OR REPLACE FUNCTION ${schema}.renew_membership(
  my_group text, me uuid, my_topics text[], lease interval, busy_topic text, busy_partition integer
) RETURNS TABLE (topic text, partition integer, committed bigint, mine boolean) LANGUAGE plpgsql AS $function$
#variable_conflict use_column
DECLARE
  until timestamptz := clock_timestamp() + lease;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('${schema.replaceAll('"', '').replaceAll("'", "''")}.' || my_group, 0));
  INSERT INTO ${schema}.group_members AS m (group_id, member_id, topics, expires_at) VALUES (my_group, me, my_topics, until)
    ON CONFLICT (group_id, member_id) DO UPDATE SET topics = excluded.topics, expires_at = excluded.expires_at;
  -- A lease that would last much longer than a lease lasts was written before the clock was set back.
  DELETE FROM ${schema}.group_members m WHERE m.group_id = my_group
    AND m.expires_at NOT BETWEEN clock_timestamp() AND until + lease;
  DELETE FROM ${schema}.partition_leases l WHERE l.group_id = my_group AND l.member_id <> me
    AND l.expires_at NOT BETWEEN clock_timestamp() AND until + lease;
  RETURN QUERY WITH share AS MATERIALIZED (
    SELECT c.topic, c.partition FROM (
      SELECT p.topic, p.partition, m.member_id,
        row_number() OVER (PARTITION BY p.id ORDER BY m.member_id) - 1 AS turn,
        count(*) OVER (PARTITION BY p.id) AS members,
        dense_rank() OVER (ORDER BY p.topic, p.partition) - 1 AS place
      FROM ${schema}.partitions p JOIN ${schema}.group_members m ON m.group_id = my_group AND p.topic = ANY (m.topics)
    ) c WHERE c.member_id = me AND c.turn = c.place % c.members
  ), given_up AS (
    DELETE FROM ${schema}.partition_leases l WHERE l.group_id = my_group AND l.member_id = me
      AND (l.topic, l.partition) IS DISTINCT FROM (busy_topic, busy_partition)
      AND NOT EXISTS (SELECT FROM share s WHERE s.topic = l.topic AND s.partition = l.partition)
  ), held AS (
    INSERT INTO ${schema}.partition_leases AS l (group_id, topic, partition, member_id, expires_at)
      SELECT my_group, s.topic, s.partition, me, until FROM share s
      ON CONFLICT (group_id, topic, partition) DO UPDATE SET expires_at = excluded.expires_at WHERE l.member_id = me
      RETURNING l.topic, l.partition, true AS mine
  ), in_hand AS (
    UPDATE ${schema}.partition_leases l SET expires_at = until WHERE l.group_id = my_group AND l.member_id = me
      AND l.topic = busy_topic AND l.partition = busy_partition
      AND NOT EXISTS (SELECT FROM share s WHERE s.topic = l.topic AND s.partition = l.partition)
      RETURNING l.topic, l.partition, false AS mine
  )
  SELECT h.topic, h.partition, coalesce(o.next_offset, 0), h.mine
    FROM (SELECT * FROM held UNION ALL SELECT * FROM in_hand) h
    LEFT JOIN ${schema}.group_offsets o ON o.group_id = my_group AND o.topic = h.topic AND o.partition = h.partition
    ORDER BY h.topic, h.partition;
END $function$;
`;
}

export async function createLogSchema(pool: Pool, schema: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('komitmen.event-log.migration', 0))`);
    await client.query(definition(escapeIdentifier(schema)));
  });
}
