import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure, type ConnectionOptions } from 'node:tls';
import { Kafka, logLevel, type ISocketFactory, type ISocketFactoryArgs, type RetryOptions } from 'kafkajs';
import { within } from '../../within';

export interface BrokerAddress {
  brokers: string[];
  clientId: string;
  /** How sockets are opened; a test cuts them as a killed process would. */
  socketFactory?: ISocketFactory;
}

const KEEP_ALIVE_MS = 30_000;
const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;

const openSocket: ISocketFactory = ({
  host,
  port,
  ssl,
  onConnect,
}: Omit<ISocketFactoryArgs, 'ssl'> & { ssl?: ConnectionOptions }): Socket => {
  const socket = ssl
    ? connectSecure({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  return socket;
};

/** One client of kafkajs with its sockets, so that it can be ended for good whatever it is waiting for. */
export class BrokerConnection {
  readonly kafka: Kafka;
  private readonly sockets = new Set<Socket>();
  private ended = false;

  constructor({ brokers, clientId, socketFactory = openSocket }: BrokerAddress, retry: RetryOptions) {
    this.kafka = new Kafka({
      brokers,
      clientId,
      retry,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // What it would say is told once, in our words, through onTrouble and the errors that are thrown.
      logLevel: logLevel.NOTHING,
      logCreator: () => () => undefined,
      socketFactory: (options) => {
        if (this.ended) throw new Error('the connection was closed');
        const socket = socketFactory(options);
        this.sockets.add(socket);
        socket.once('close', () => this.sockets.delete(socket));
        return socket;
      },
    });
  }

  /** Without an error kafkajs would go on waiting for the answers it is owed. */
  cut(): void {
    this.ended = true;
    for (const socket of this.sockets) socket.destroy(new Error('the connection was closed'));
  }

  /** Runs an orderly end, but no longer than the limit, then cuts what is left. */
  async end(orderly: () => Promise<void>, limitMs: number): Promise<void> {
    await within(limitMs, orderly());
    this.cut();
  }
}
