import { connect, type Socket } from 'node:net';
import type { KafkaEventLogOptions } from '../../src';

/** The sockets of one event log, to be cut as the end of its process would cut them. */
export class Sockets {
  private readonly open = new Set<Socket>();
  private cut = false;

  readonly factory: NonNullable<KafkaEventLogOptions['socketFactory']> = ({ host, port, onConnect }) => {
    if (this.cut) throw new Error('this process was killed');
    const socket = connect({ host, port }, onConnect);
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    return socket;
  };

  /** Nothing goes out any more, no farewell either. */
  kill(): void {
    this.cut = true;
    this.sever();
  }

  /** As a network does that fails for a moment. */
  sever(): void {
    for (const socket of this.open) socket.destroy(new Error('cut'));
  }
}
