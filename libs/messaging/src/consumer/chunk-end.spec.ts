import { MessageContext } from '../message-context';
import { ChunkEnd } from './chunk-end';

describe('the end of a chunk', () => {
  it('runs the latest work of each key once, in the order of the keys', async () => {
    const end = new ChunkEnd();
    const ran: string[] = [];
    for (const [key, what] of [
      ['b', 'b1'],
      ['a', 'a1'],
      ['b', 'b2'],
    ] as const) {
      end.add(key, async () => Promise.resolve(void ran.push(what)));
    }
    await end.run();
    await end.run();
    expect(ran).toEqual(['a1', 'b2']);
  });

  it('runs work that work plans', async () => {
    const end = new ChunkEnd();
    const ran: string[] = [];
    end.add('a', async () => {
      ran.push('a');
      end.add('later', async () => Promise.resolve(void ran.push('later')));
      return Promise.resolve();
    });
    await end.run();
    expect(ran).toEqual(['a', 'later']);
  });

  it('runs work as caused by the event that planned it', async () => {
    const end = new ChunkEnd();
    const causes: (string | null | undefined)[] = [];
    MessageContext.run({ correlationId: 'c', causationId: 'event-1' }, () => {
      end.add('a', async () => Promise.resolve(void causes.push(MessageContext.current()?.causationId)));
    });
    await end.run();
    expect(causes).toEqual(['event-1']);
  });
});
