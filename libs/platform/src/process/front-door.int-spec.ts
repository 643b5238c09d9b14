import { FrontDoor } from './front-door';

describe('the front door', () => {
  it('answers 503 until the services stand behind it', async () => {
    const door = new FrontDoor();
    const port = await door.listen('127.0.0.1', 0);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(503);
    door.open((_request, response) => response.end('open'));
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('open');
    await door.close();
  });

  it('says that its port is taken', async () => {
    const door = new FrontDoor();
    const port = await door.listen('127.0.0.1', 0);
    await expect(new FrontDoor().listen('127.0.0.1', port)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another program; stop it, or choose another port, for example PORT=${port + 1}.`,
    );
    await door.close();
  });

  it.each([
    ['', 'check HOST and PORT.'],
    ['OPERATIONS_', 'check HOST, OPERATIONS_HOST and OPERATIONS_PORT.'],
  ] as const)('names the settings of an address that is not this machine’s: %s', async (prefix, advice) => {
    await expect(new FrontDoor(prefix).listen('203.0.113.1', 0)).rejects.toThrow(
      `Komitmen cannot listen on 203.0.113.1, port 0 (EADDRNOTAVAIL); ${advice}`,
    );
  });

  it('closes although a live stream is open', async () => {
    const door = new FrontDoor();
    const port = await door.listen('127.0.0.1', 0);
    door.open((_request, response) => response.write('event: hello\n\n'));
    const stream = await fetch(`http://127.0.0.1:${port}/`);
    await door.close();
    await expect(stream.text()).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
