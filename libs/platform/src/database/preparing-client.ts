import type { Duplex } from 'node:stream';
import { Client, type ClientConfig, Query, type QueryResult } from 'pg';

/** Far more than one service has. What is built anew for each call, like a list of many values, must not fill the server's memory. */
const MOST_STATEMENTS = 200;
const MOST_TEXTS_SEEN = 1_000;
/** A migration changed what the statement answers: PostgreSQL refuses it for as long as it keeps its name. */
const NO_LONGER_WHAT_WAS_PREPARED = '0A000';

/** What TypeORM says at the beginning of a transaction. */
const START = 'START TRANSACTION';

/** The part of a connection that its declared type keeps to itself. */
interface Wire {
  readonly connection: { readonly stream: Duplex };
}

/**
 * A connection that costs few round trips. PostgreSQL parses a text once: one with values is a prepared statement from its second use
 * on. What is asked before anybody waits for an answer goes out in one write (the pool's connections have `pipeline` set). The start
 * of a transaction is not waited for: were it to fail, so would the statement behind it.
 * Nothing else changes, for whoever asks or for what is answered.
 */
export class PreparingClient extends Client {
  private readonly names = new Map<string, string>();
  private readonly seen = new Set<string>();
  private given = 0;

  constructor(config?: string | ClientConfig) {
    super(config);
    const ask = this.query.bind(this);
    // The declared shapes of `query` are many: all of them pass, and only a text with values can get a name on the way.
    const query = (asked: unknown, values?: unknown, ...rest: unknown[]): unknown => {
      this.gather();
      if (asked === START) return this.start();
      const preparable = typeof asked === 'string' && Array.isArray(values) && values.length > 0 && rest.length === 0;
      const name = preparable ? this.nameOf(asked) : undefined;
      return preparable && name !== undefined ? this.run(name, asked, values) : Reflect.apply(ask, this, [asked, values, ...rest]);
    };
    Object.assign(this, { query });
  }

  /** Holds back what is written until the work at hand has asked everything that it does not wait for. */
  private gather(): void {
    const { stream } = (this as unknown as Wire).connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  private start(): Promise<unknown> {
    super.query(START).catch(() => undefined);
    return Promise.resolve({ command: START, rows: [], rowCount: null });
  }

  /** As a query of the driver's own kind: what it is given as an object it copies field by field. */
  private run(name: string, text: string, values: unknown[]): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      const answered = (error: Error | null | undefined, result: QueryResult): void => {
        if (!error) return resolve(result);
        if ('code' in error && error.code === NO_LONGER_WHAT_WAS_PREPARED) this.names.delete(text);
        reject(error);
      };
      super.query(Object.assign(new Query(text, values, answered as never), { name }));
    });
  }

  /** None for a text that is new, or one too many. */
  private nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.seen.has(text)) return this.prepare(text);
    if (this.seen.size < MOST_TEXTS_SEEN) this.seen.add(text);
    return undefined;
  }

  private prepare(text: string): string | undefined {
    if (this.given >= MOST_STATEMENTS) return undefined;
    this.given += 1;
    const name = `komitmen_${this.given}`;
    this.names.set(text, name);
    return name;
  }
}
