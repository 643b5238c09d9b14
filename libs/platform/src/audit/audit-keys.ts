import { createHmac } from 'node:crypto';

export interface AuditKey {
  /** Follows from the secret without telling it, so that a key which was replaced by mistake is not taken for the right one. */
  readonly id: string;
  readonly secret: string;
}

/** The keys that audit rows are sealed and checked with, the newest first; without any nothing is sealed. */
export class AuditKeys {
  private constructor(private readonly keys: readonly AuditKey[]) {}

  /** `AUDIT_KEY` as it is set: secrets separated by commas, the newest first. */
  static parse(text = ''): AuditKeys {
    const secrets = text.split(',').map((secret) => secret.trim());
    return new AuditKeys(secrets.filter((secret) => secret !== '').map((secret) => ({ id: idOf(secret), secret })));
  }

  /** The one that new rows are sealed with. */
  get current(): AuditKey | undefined {
    return this.keys[0];
  }

  find(id: string): AuditKey | undefined {
    return this.keys.find((key) => key.id === id);
  }

  /** Whether `id` came into use before `other`. A key that is not known is neither older nor newer. */
  isOlder(id: string, other: string): boolean {
    const place = this.placeOf(other);
    return place >= 0 && this.placeOf(id) > place;
  }

  private placeOf(id: string): number {
    return this.keys.findIndex((key) => key.id === id);
  }
}

const idOf = (secret: string): string => createHmac('sha256', secret).update('komitmen audit key').digest('hex').slice(0, 16);
