import { type Client, escapeIdentifier } from 'pg';

/** What is written there is never changed, not even by its own service. */
const APPEND_ONLY = ['audit_log', 'audit_seals'];
/** The service reads which migrations have run; the owner writes it. */
const READ_ONLY = ['migrations'];

/** The role may read and write the rows of its schema's tables, today's and later ones, and nothing else; all of it or none. */
export async function grantSchema(client: Client, schema: string, user: string): Promise<void> {
  const [inSchema, role] = [escapeIdentifier(schema), escapeIdentifier(user)];
  const rows = 'SELECT, INSERT, UPDATE, DELETE';
  await inTransaction(client, [
    `REVOKE ALL ON SCHEMA ${inSchema} FROM PUBLIC, ${role}`,
    `GRANT USAGE ON SCHEMA ${inSchema} TO ${role}`,
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${inSchema} FROM PUBLIC, ${role}`,
    `GRANT ${rows} ON ALL TABLES IN SCHEMA ${inSchema} TO ${role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${inSchema} GRANT ${rows} ON TABLES TO ${role}`,
    ...(await there(client, schema, APPEND_ONLY)).map((table) => `REVOKE UPDATE, DELETE ON ${inSchema}.${table} FROM ${role}`),
    ...(await there(client, schema, READ_ONLY)).map((table) => `REVOKE INSERT, UPDATE, DELETE ON ${inSchema}.${table} FROM ${role}`),
  ]);
}

/** Nobody works in `public` or makes temporary tables, and only who is named may connect. */
export async function closeDatabase(client: Client, user: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  const [database, role] = [escapeIdentifier(rows[0]?.name ?? ''), escapeIdentifier(user)];
  await inTransaction(client, [
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
    `REVOKE ALL ON DATABASE ${database} FROM ${role}`,
    `GRANT CONNECT ON DATABASE ${database} TO ${role}`,
  ]);
  await requireClosed(client, user);
}

/** PostgreSQL only warns when somebody revokes what is not his to revoke. */
async function requireClosed(client: Client, user: string): Promise<void> {
  const { rows } = await client.query<{ open: boolean; owner: string; name: string }>(
    `SELECT has_database_privilege($1, current_database(), 'TEMP, CREATE')
         OR coalesce(has_schema_privilege($1, to_regnamespace('public'), 'CREATE, USAGE'), false) AS open,
            current_user AS owner, current_database() AS name`,
    [user],
  );
  const state = rows[0];
  if (state === undefined || !state.open) return;
  throw new Error(
    `The role "${state.owner}" must own the database "${state.name}", so that it can close it to everybody else: ALTER DATABASE ${escapeIdentifier(state.name)} OWNER TO ${escapeIdentifier(state.owner)}.`,
  );
}

async function there(client: Client, schema: string, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND tablename = ANY($2)',
    [schema, tables],
  );
  return rows.map(({ name }) => escapeIdentifier(name));
}

async function inTransaction(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
