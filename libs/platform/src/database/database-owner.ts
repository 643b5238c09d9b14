import { escapeIdentifier } from 'pg';
import { ensureRole, loginOf } from './role';
import { withClient } from './with-client';

/** Makes the owner's role and its database on a server of our own; `superuserUrl` is used for nothing else. */
export async function ensureDatabaseOwner(superuserUrl: string, ownerUrl: string): Promise<void> {
  const login = loginOf(ownerUrl, "The owner's database address");
  const name = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  const [database, owner] = [escapeIdentifier(name), escapeIdentifier(login.user)];
  await withClient(superuserUrl, async (client) => {
    await ensureRole(client, login, 'LOGIN NOSUPERUSER NOCREATEDB CREATEROLE');
    await client.query('REVOKE CONNECT, TEMP ON DATABASE postgres, template1 FROM PUBLIC');
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
  });
}
