import { eventually } from '@komitmen/testing';
import { MessageContext } from '../src';
import { Garden, type RunningService, type PrepareGround } from './garden';
import { COOKED, GREW, grew } from './plants';

export function describeOutbox(prepareGround: PrepareGround): void {
  let garden: Garden;
  let service: RunningService;

  beforeAll(async () => {
    garden = await Garden.plant(prepareGround);
    service = await garden.start('garden');
  });
  afterAll(() => garden.uproot());

  const waiting = async (): Promise<number> => (await garden.sql(`SELECT 1 FROM garden.outbox`)).length;

  it('refuses to publish outside a unit of work', async () => {
    await expect(service.outbox.publish(grew('basil', 1))).rejects.toThrow('no unit of work is open');
  });

  it('refuses data that breaks its contract, an unknown type, and the event of another service', async () => {
    await expect(service.publish({ ...grew('basil', 1), data: { plant: 7 } })).rejects.toThrow('/plant must be string');
    await expect(service.publish({ ...grew('basil', 1), type: 'garden.unheard-of.v1' })).rejects.toThrow('unknown');
    await expect(service.publish({ ...grew('basil', 1), type: COOKED })).rejects.toThrow("kitchen's");
  });

  it('leaves nothing behind when the unit of work rolls back', async () => {
    const committed: string[] = [];
    const work = service.unitOfWork.run(async () => {
      service.unitOfWork.afterCommit(() => void committed.push('told'));
      await service.outbox.publish(grew('mint', 1));
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await waiting()).toBe(0);
    expect(committed).toEqual([]);
    expect((await garden.onLog('garden')).filter(({ key }) => key === 'mint')).toEqual([]);
  });

  it('leaves nothing behind when a statement fails that goes with the commit, and tells why', async () => {
    const work = service.unitOfWork.run(async () => {
      await service.outbox.publish(grew('rue', 1));
      service.unitOfWork.withCommit(() => ({ text: 'SELECT 1 / $1::int', values: [0] }));
    });
    await expect(work).rejects.toMatchObject({ driverError: { code: '22012' } });
    expect(await waiting()).toBe(0);
    expect((await garden.onLog('garden')).filter(({ key }) => key === 'rue')).toEqual([]);
  });

  it('commits nothing of a unit of work that swallowed the failure of a statement', async () => {
    const work = service.unitOfWork.run(async (transaction) => {
      await service.outbox.publish(grew('rue', 1));
      await transaction.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(work).rejects.toThrow('current transaction is aborted');
    await expect(service.unitOfWork.run((transaction) => transaction.query('SELECT 1 / 0').catch(() => undefined))).rejects.toThrow(
      'had failed before its commit',
    );
    expect(await waiting()).toBe(0);
  });

  it('joins the unit of work that is open', async () => {
    const result = await service.unitOfWork.run((outer) => service.unitOfWork.run(async (inner) => Promise.resolve(inner === outer)));
    expect(result).toBe(true);
  });

  it('brings committed events to the log in order, as CloudEvents, and empties the table', async () => {
    const causationId = '01890a5d-ac96-774b-bcce-b302099a8057';
    await MessageContext.run({ correlationId: 'request-1', causationId, actor: 'account-1' }, () =>
      service.publish(grew('thyme', 1), grew('thyme', 2), grew('sage', 1)),
    );
    const records = await eventually(async () => {
      const found = (await garden.onLog('garden')).filter(({ key }) => key === 'thyme' || key === 'sage');
      expect(found.map(({ key, headers }) => `${key} ${headers['ce_aggregateversion']}`)).toEqual(['thyme 1', 'thyme 2', 'sage 1']);
      return found;
    });
    expect(records[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_type: GREW,
      ce_source: '/komitmen/garden',
      ce_subject: 'thyme',
      ce_partitionkey: '52',
      ce_correlationid: 'request-1',
      ce_causationid: causationId,
      ce_actor: 'account-1',
    });
    await eventually(async () => expect(await waiting()).toBe(0));
  });

  it('tells observers inside the transaction', async () => {
    const seen: string[] = [];
    service.outbox.observe({
      published: async (event, transaction) => {
        expect(transaction).toBe(service.unitOfWork.transaction());
        seen.push(event.subject);
        return Promise.resolve();
      },
    });
    await service.publish(grew('dill', 1));
    expect(seen).toEqual(['dill']);
  });
}
