import { EventLogStrategy } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { ProjectionService } from './projection.service';

/** Builds the read model anew from the log, beside the live one, and swaps it in. */
@Injectable()
export class RebuildService {
  constructor(
    private readonly strategy: EventLogStrategy,
    private readonly projection: ProjectionService,
  ) {}

  /** Resolves to the new generation's number. */
  rebuild(): Promise<number> {
    return this.strategy.rebuild((generation) => this.projection.finish(generation));
  }
}
