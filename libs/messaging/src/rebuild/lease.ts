import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { connectionOf } from '../connection-of';
import { schemaOf } from '../messaging-options';

/** What one process of a service does at a time: an advisory lock on a connection of its own, gone with it. */
export class Lease {
  lost = false;

  private constructor(private readonly client: Client) {
    client.on('error', () => (this.lost = true));
    client.on('end', () => (this.lost = true));
  }

  /** @returns null when another process has it. */
  static async take(dataSource: DataSource, service: string): Promise<Lease | null> {
    const client = new Client({ ...connectionOf(dataSource), application_name: `komitmen ${service} rebuild`, keepAlive: true });
    const lease = new Lease(client);
    try {
      await client.connect();
      // The server gives up a process whose machine is gone, and with it the lease, after about 8 s.
      await client.query('SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3');
      const { rows } = await client.query<{ held: boolean }>(
        `SELECT pg_try_advisory_lock(hashtext('komitmen.rebuild'), hashtext($1)) AS held`,
        [`${schemaOf(dataSource)}.${service}`],
      );
      if (rows[0]?.held === true) return lease;
    } catch (error) {
      await lease.release();
      throw error;
    }
    await lease.release();
    return null;
  }

  async release(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}
