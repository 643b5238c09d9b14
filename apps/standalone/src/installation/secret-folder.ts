import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files of secrets that their owner alone may read: made once, kept as they are, counted. */
export class SecretFolder {
  readonly made: string[] = [];
  kept = 0;

  constructor(private readonly folder: string) {
    this.close(folder);
  }

  find(path: string): string | undefined {
    try {
      return readFileSync(join(this.folder, path), 'utf8').trim() || undefined;
    } catch {
      return undefined;
    }
  }

  /** What the file holds, made when there is nothing. */
  keep(path: string, make: () => string): string {
    return this.put(path, this.find(path) ?? make());
  }

  /** Brings the file in line with the value; a file that holds it already is left alone. */
  put(path: string, value: string): string {
    const file = join(this.folder, path);
    this.close(dirname(file));
    if (this.find(path) === value) {
      chmodSync(file, 0o600);
      this.kept += 1;
      return value;
    }
    writeFileSync(`${file}.new`, `${value}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.made.push(path);
    return value;
  }

  private close(folder: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  }
}
