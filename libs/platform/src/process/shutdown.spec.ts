import { Shutdown } from './shutdown';

describe('the shutdown', () => {
  it('ends the last part first and waits for each', async () => {
    const ended: string[] = [];
    const shutdown = new Shutdown();
    await shutdown.add('database', async () => ended.push('database'));
    await shutdown.add('services', async () => {
      await Promise.resolve();
      ended.push('services');
    });
    await shutdown.add('server', async () => ended.push('server'));
    expect(await shutdown.run()).toEqual([]);
    expect(ended).toEqual(['server', 'services', 'database']);
  });

  it('goes on when a part fails, and says which', async () => {
    const ended: string[] = [];
    const shutdown = new Shutdown();
    await shutdown.add('database', async () => ended.push('database'));
    await shutdown.add('services', () => Promise.reject(new Error('no answer')));
    expect(await shutdown.run()).toEqual(['services: no answer']);
    expect(ended).toEqual(['database']);
  });

  it('runs once, however often it is asked', async () => {
    let ended = 0;
    const shutdown = new Shutdown();
    await shutdown.add('database', async () => (ended += 1));
    await Promise.all([shutdown.run(), shutdown.run()]);
    expect(ended).toBe(1);
  });

  it('ends at once a part that comes up after it began', async () => {
    const shutdown = new Shutdown();
    await shutdown.run();
    let ended = false;
    await shutdown.add('database', async () => (ended = true));
    expect(ended).toBe(true);
  });
});
