import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { scramVerifier } from './scram-verifier';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** User and password of a database's address. @throws Error when one of them is missing; the address itself is never printed. */
export function loginOf(url: string, what: string): Login {
  const { username, password } = new URL(url);
  if (username === '' || password === '')
    throw new Error(`${what} must name a user and a password, postgres://user:password@host:port/database.`);
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Creates the login role where it is missing and gives it this password. `attributes` count only when it is created. */
export async function ensureRole(client: Client, { user, password }: Login, attributes: string): Promise<void> {
  const role = escapeIdentifier(user);
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [user]);
  if (found.rowCount === 0) await unlessThere(client.query(`CREATE ROLE ${role} ${attributes}`));
  await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${escapeLiteral(scramVerifier(password))}`);
}

/** Roles belong to all databases of a server, so that another preparation may have been quicker. */
async function unlessThere(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== '42710' && code !== '23505') throw error;
  });
}

interface Powers {
  readonly superuser: boolean;
  readonly makes_databases: boolean;
  readonly makes_roles: boolean;
  readonly replicates: boolean;
  readonly member: boolean;
}

/** @throws Error when the role may do more than work on the tables it is given. */
export async function requireHumbleRole(client: Client, user: string): Promise<void> {
  const { rows } = await client.query<Powers>(
    `SELECT rolsuper OR rolbypassrls AS superuser, rolcreatedb AS makes_databases, rolcreaterole AS makes_roles,
            rolreplication AS replicates, EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid) AS member
       FROM pg_roles r WHERE rolname = $1`,
    [user],
  );
  const powers = Object.entries(rows[0] ?? {}).flatMap(([name, has]) => (has === true ? [name.replace('_', ' ')] : []));
  if (powers.length === 0) return;
  throw new Error(
    `The database role "${user}" may do more than a service should (${powers.join(', ')}); drop it or take that from it, then prepare again.`,
  );
}
