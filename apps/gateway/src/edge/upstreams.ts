import { Injectable } from '@nestjs/common';
import type { ServiceHealth } from '@komitmen/platform';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A service behind the gateway: in the same process, or later at the other end of a connection. */
export interface Upstream {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Answers the request itself, errors included. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  health(): Promise<ServiceHealth>;
}

@Injectable()
export class Upstreams {
  private services: readonly Upstream[] = [];

  use(services: readonly Upstream[]): void {
    this.services = services;
  }

  all(): readonly Upstream[] {
    return this.services;
  }

  /** The service that owns the path, by whole segments: `/api/rules` does not own `/api/rulesets`. */
  owning(path: string): Upstream | undefined {
    return this.services.find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
  }
}
