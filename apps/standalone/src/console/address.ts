import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the running application can be reached from this machine, kept in its data folder while it runs. */
export function keepAddress(dataDir: string, url: string): void {
  writeFileSync(file(dataDir), url, { mode: 0o600 });
}

export function forgetAddress(dataDir: string): void {
  rmSync(file(dataDir), { force: true });
}

export function findAddress(dataDir: string): string | undefined {
  try {
    return readFileSync(file(dataDir), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** What a program on the same machine connects to when the server listens on `host`. */
export function loopbackUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function file(dataDir: string): string {
  return join(dataDir, 'address');
}
