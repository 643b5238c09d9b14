import { AsyncLocalStorage } from 'node:async_hooks';

/** Who and what caused the work at hand; filled at the HTTP edge and by the consumer. */
export interface MessageContextValues {
  correlationId: string;
  /** The event being handled. */
  causationId: string | null;
  /** Account id. */
  actor: string | null;
  /** True while a read model is rebuilt: nothing is published then. */
  rebuilding: boolean;
}

const storage = new AsyncLocalStorage<MessageContextValues>();

export const MessageContext = {
  run<T>(values: Partial<MessageContextValues> & { correlationId: string }, work: () => T): T {
    return storage.run({ causationId: null, actor: null, rebuilding: false, ...values }, work);
  },
  current(): MessageContextValues | undefined {
    return storage.getStore();
  },
};
