const limitMs = 15_000;

interface Part {
  readonly name: string;
  readonly close: () => Promise<unknown>;
}

/** Ends what was started, the last first, each part waiting for the one before it; gives up after its own limit. */
export class Shutdown {
  private readonly parts: Part[] = [];
  private ending: Promise<readonly string[]> | undefined;

  get begun(): boolean {
    return this.ending !== undefined;
  }

  /** A part that comes up while everything is ending is ended at once. */
  async add(name: string, close: () => Promise<unknown>): Promise<void> {
    if (this.ending === undefined) this.parts.push({ name, close });
    else await close();
  }

  /** @returns what did not end as it should, in words; empty when all did. */
  run(): Promise<readonly string[]> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<readonly string[]> {
    const troubles: string[] = [];
    const givesUpAt = performance.now() + limitMs;
    for (const { name, close } of this.parts.reverse()) {
      const trouble = await within(Math.max(givesUpAt - performance.now(), 1_000), close);
      if (trouble !== undefined) troubles.push(`${name}: ${trouble}`);
    }
    return troubles;
  }
}

async function within(limit: number, close: () => Promise<unknown>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('did not end in time'), limit);
  });
  try {
    return await Promise.race([close().then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
