// The peer of checking an audit: reads its rows and seals in their order and does nothing with them.
import pg from 'pg';
import { ready } from './part.mjs';

const [name, databaseUrl] = process.argv.slice(2);
const ROWS_AT_ONCE = 2_000;

const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();

async function read(count) {
  await client.query('BEGIN READ ONLY');
  await client.query(`DECLARE audit NO SCROLL CURSOR FOR
    SELECT s.*, a.* FROM ${name}.audit_seals s JOIN ${name}.audit_log a ON a.id = s.row_id ORDER BY s.position`);
  let seen = 0;
  for (let more = ROWS_AT_ONCE; more > 0; seen += more) more = (await client.query(`FETCH ${ROWS_AT_ONCE} FROM audit`)).rowCount;
  await client.query('COMMIT');
  if (seen !== count) throw new Error(`${seen} of ${count} rows were read`);
}

ready({}, () => client.end(), { read });
