import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '@komitmen/platform';
import { setTimeout as delay } from 'node:timers/promises';

const AGAIN_AFTER_MS = 1_000;

type Options = EmbeddedPostgresOptions & { readonly log: (line: string) => void };

/** The database as part of this application: when its process ends unasked, it is started again at the same address. */
export class KeptDatabase {
  private stopping = false;
  private watching: Promise<void> | undefined;

  private constructor(
    private running: EmbeddedPostgres,
    private readonly options: Options,
  ) {}

  static async start(options: Options): Promise<KeptDatabase> {
    const running = await startEmbeddedPostgres(options);
    const kept = new KeptDatabase(running, { ...options, port: Number(new URL(running.url).port) });
    kept.watching = kept.watch();
    return kept;
  }

  get url(): string {
    return this.running.url;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running.stop();
    await this.watching;
  }

  private async watch(): Promise<void> {
    await this.running.exited;
    while (!this.stopping) {
      this.options.log('The database ended unasked; it is started again.');
      await this.startAgain().catch((error: unknown) => {
        this.options.log(`The database could not be started: ${error instanceof Error ? error.message : String(error)}`);
      });
      await this.running.exited;
    }
    await this.running.stop();
  }

  private async startAgain(): Promise<void> {
    await delay(AGAIN_AFTER_MS);
    await this.running.stop();
    this.running = await startEmbeddedPostgres(this.options);
  }
}
