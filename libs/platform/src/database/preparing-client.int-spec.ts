import { isTransient } from '@komitmen/messaging';
import { createTestDatabase, type TestDatabase } from '@komitmen/testing';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source';

describe('a connection that prepares', () => {
  let database: TestDatabase;
  let service: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await new DataSource(dataSourceOptions('garden', database.url, [], [], { poolSize: 1 })).initialize();
    await service.query('CREATE SCHEMA garden; CREATE TABLE plant (name text PRIMARY KEY, height int NOT NULL)');
  });

  afterAll(async () => {
    await service.destroy();
    await database.drop();
  });

  const prepared = (like: string): Promise<{ generic_plans: string; custom_plans: string }[]> =>
    service.query(`SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '${like}%'`);

  it('prepares a text at its second use, and keeps the plan of a simple one', async () => {
    const insert = 'INSERT INTO plant VALUES ($1, $2)';
    await service.query(insert, ['Melati', 120]);
    expect(await prepared('INSERT')).toEqual([]);
    for (const name of ['Mawar', 'Anggrek', 'Kamboja', 'Pisang', 'Pepaya', 'Mangga', 'Nangka']) await service.query(insert, [name, 100]);
    expect(await prepared('INSERT')).toEqual([{ generic_plans: '2', custom_plans: '5' }]);
  });

  it('prepares no text that is asked once, nor more of them than the server can bear', async () => {
    for (let i = 0; i < 300; i += 1) await service.query(`SELECT ${i}::bigint WHERE $1::text IS NULL`, ['once']);
    expect(await prepared('SELECT %bigint')).toEqual([]);
    for (let i = 0; i < 300; i += 1) await service.query(`SELECT ${i}::bigint WHERE $1::text IS NULL`, ['twice']);
    expect((await prepared('SELECT %bigint')).length).toBeLessThanOrEqual(200);
  });

  it('survives a migration that changes what a statement answers: once for later, then as before', async () => {
    const fresh = await new DataSource(dataSourceOptions('garden', database.url, [], [], { poolSize: 1 })).initialize();
    try {
      const find = (): Promise<unknown> => fresh.query('SELECT height FROM plant WHERE name = $1', ['Melati']);
      for (let i = 0; i < 3; i += 1) expect(await find()).toEqual([{ height: 120 }]);
      await service.query('ALTER TABLE plant ALTER height TYPE text');
      const refused: unknown = await find().catch((error: unknown) => error);
      expect(isTransient(refused)).toBe(true);
      expect(await find()).toEqual([{ height: '120' }]);
    } finally {
      await fresh.destroy();
    }
  });

  it('keeps errors what they are', async () => {
    const insert = (): Promise<unknown> => service.query('INSERT INTO plant (height, name) VALUES ($1, $2)', ['90', 'Kenanga']);
    await insert();
    for (let i = 0; i < 3; i += 1) await expect(insert()).rejects.toMatchObject({ driverError: { code: '23505' } });
  });
});
