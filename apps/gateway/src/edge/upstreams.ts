import { Injectable } from '@nestjs/common';
import type { ServiceHealth } from '@komitmen/platform';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Answering {
  readonly name: string;
  readonly prefixes: readonly string[];
  health(): Promise<ServiceHealth>;
}

/** A service in the same process; it answers the request itself, errors included, logs it and measures it. */
export interface LocalUpstream extends Answering {
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** A service at the other end of a connection; its paths are routes of the gateway, which logs and measures its own part. */
export interface RemoteUpstream extends Answering {
  addRoutes(instance: FastifyInstance): Promise<void>;
}

/** A service behind the gateway. */
export type Upstream = LocalUpstream | RemoteUpstream;

const isLocal = (upstream: Upstream): upstream is LocalUpstream => 'handle' in upstream;
const isRemote = (upstream: Upstream): upstream is RemoteUpstream => 'addRoutes' in upstream;

@Injectable()
export class Upstreams {
  private services: readonly Upstream[] = [];

  /** Remote ones must be known before the application is initialised, because routes are added then. */
  use(services: readonly Upstream[]): void {
    this.services = services;
  }

  all(): readonly Upstream[] {
    return this.services;
  }

  async addRoutes(instance: FastifyInstance): Promise<void> {
    for (const upstream of this.services.filter(isRemote)) await upstream.addRoutes(instance);
  }

  /** The service of this process that owns the path, by whole segments: `/api/rules` does not own `/api/rulesets`. */
  owning(path: string): LocalUpstream | undefined {
    return this.services
      .filter(isLocal)
      .find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
  }
}
