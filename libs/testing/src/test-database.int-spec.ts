import { Client } from 'pg';
import { createTestDatabase, eventually } from './index';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('gives each test an empty database of its own, gone after drop', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(one.url, 'CREATE TABLE pledge (id int)');
    expect(await query(other.url, `SELECT to_regclass('pledge') AS found`)).toEqual([{ found: null }]);
    await Promise.all([one.drop(), other.drop()]);
    await expect(query(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});

describe('eventually', () => {
  it('waits until the expectation holds', async () => {
    let calls = 0;
    await expect(
      eventually(() => {
        calls += 1;
        if (calls < 3) throw new Error('not yet');
        return 'done';
      }),
    ).resolves.toBe('done');
  });

  it('throws the last failure after its limit', async () => {
    await expect(eventually(() => Promise.reject(new Error('never')), { timeoutMs: 60, everyMs: 10 })).rejects.toThrow('never');
  });
});
