import type { Envelope } from '../envelope';
import { HandlerTable, inRuns, type Received } from './handler-table';

const received = (type: string, subject: string): Received => {
  const event: Envelope = {
    id: subject,
    type,
    source: '/komitmen/garden',
    subject,
    time: '2026-11-21T00:00:00.000Z',
    dataschema: '',
    partitionkey: '52',
    aggregateversion: 1,
    correlationid: 'c',
    causationid: null,
    actor: null,
    data: {},
  };
  return {
    event,
    record: {
      topic: 'garden',
      partition: 0,
      offset: 0n,
      key: subject,
      partitionKey: '52',
      value: '{}',
      headers: {},
      storedAt: new Date(0),
    },
  };
};

describe('the runs of a chunk', () => {
  const handle = (): Promise<never> => Promise.reject(new Error('not called'));
  const chunk = ['grew', 'named', 'grew', 'cut', 'grew', 'grew'].map((type, index) => received(type, String(index)));
  const runsWith = (fill: (table: HandlerTable) => void): string[] => {
    const table = new HandlerTable();
    fill(table);
    return table.runsOf(chunk).map((run) => run.map(({ event }) => event.subject).join(' '));
  };

  it('hold what follows each other of the types of one method, in order', () => {
    const plants = inRuns();
    const runs = runsWith((table) => {
      table.add('grew', handle, plants);
      table.add('named', handle, plants);
      table.add('cut', handle, inRuns());
    });
    expect(runs).toEqual(['0 1 2', '3', '4 5']);
  });

  it('are single events where a handler takes them one by one, or only one of the types has another handler', () => {
    const plants = inRuns();
    expect(runsWith((table) => table.add('grew', handle))).toEqual(['0', '1', '2', '3', '4', '5']);
    const runs = runsWith((table) => {
      table.add('grew', handle, plants);
      table.add('named', handle, plants);
      table.add('named', handle);
    });
    expect(runs).toEqual(['0', '1', '2', '3', '4 5']);
  });

  it('hold events of several methods that all take runs', () => {
    const [plants, diary] = [inRuns(), inRuns()];
    const runs = runsWith((table) => {
      for (const type of ['grew', 'named', 'cut']) {
        table.add(type, handle, plants);
        table.add(type, handle, diary);
      }
    });
    expect(runs).toEqual(['0 1 2 3 4 5']);
  });
});
