import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../embedded-postgres/cannot-start';

/** A folder with one file per setting, as Kubernetes mounts secrets; the environment goes before it. */
export class SecretFiles {
  /** Per setting, what keeps its file from being read. */
  readonly problems = new Map<string, string>();

  constructor(private readonly folder: string | undefined) {
    if (!folder) return;
    const trouble = troubleOf(folder);
    if (trouble !== undefined) this.problems.set('SECRETS_DIR', `SECRETS_DIR names ${folder}, ${trouble}.`);
  }

  /** @returns undefined when there is no such file, or it cannot be read, which is a problem then. */
  read(name: string): string | undefined {
    if (!this.folder || name === 'SECRETS_DIR' || this.problems.has('SECRETS_DIR')) return undefined;
    const file = join(this.folder, name);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      const code = codeOf(error) ?? 'unknown error';
      if (code !== 'ENOENT') this.problems.set(name, `${name}: the file ${file} cannot be read (${code}); check who owns it and its mode.`);
      return undefined;
    }
  }
}

function troubleOf(folder: string): string | undefined {
  try {
    return statSync(folder).isDirectory() ? undefined : 'which is no folder';
  } catch (error) {
    return `which cannot be opened (${codeOf(error) ?? 'unknown error'}); it must be a folder of files, each named like a setting`;
  }
}
