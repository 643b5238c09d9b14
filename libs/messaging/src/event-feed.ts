import { Inject, Injectable, Logger } from '@nestjs/common';
import { DefectiveRecordError } from './cloud-event';
import type { Envelope } from './envelope';
import type { EventContracts } from './event-contracts';
import type { Following } from './event-log/event-log';
import { readEvent } from './event-reader';
import { EVENT_CONTRACTS, MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options';

/** News for this very process: every instance hears every event, none is remembered or repeated. What must have an effect belongs in a handler. */
@Injectable()
export class EventFeed {
  private readonly logger = new Logger(EventFeed.name);

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Inject(EVENT_CONTRACTS) private readonly contracts: EventContracts,
  ) {}

  /** Calls `hear` with each event appended from now on; records that are no events of ours are passed over. */
  follow(topics: readonly string[], hear: (event: Envelope) => void): Following {
    let told = '';
    const onTrouble = (error: unknown): void => {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== told) this.logger.warn(`waits: ${message}`);
      told = message;
    };
    return this.options.eventLog.follow({ topics, onTrouble }, (record) => {
      try {
        hear(readEvent(record, this.contracts));
      } catch (error) {
        if (!(error instanceof DefectiveRecordError)) this.logger.error('news could not be passed on', error);
      }
    });
  }
}
