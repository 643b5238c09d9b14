import { Health, type PartHealth } from '@komitmen/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../settings';
import type { LetterQueue } from './letter-queue.service';
import { LETTER_QUEUE } from './scanner.service';

/** The queue's server as a part of the service's health; letters wait in the table while it is away. */
@Injectable()
export class QueueHealth implements OnModuleInit {
  constructor(
    private readonly health: Health,
    @Inject(LETTER_QUEUE) private readonly queue: LetterQueue,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  onModuleInit(): void {
    this.health.add('queue', () => this.look(), this.away());
  }

  private async look(): Promise<PartHealth> {
    return this.queue.check().then(
      (): PartHealth => ({ state: 'up' }),
      () => this.away(),
    );
  }

  private away(): PartHealth {
    const server = this.configuration.redisUrl === null ? 'PostgreSQL' : 'Redis';
    return { state: 'down', detail: `the letter queue on ${server} does not answer; letters wait and leave when it does` };
  }
}
