import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CalendarService } from './calendar.service';

/** How late a live business day may begin after midnight. */
const EVERY_MS = 2_000;

/** Looks at the wall: a live day that has come is begun, and an interrupted move goes on. */
@Injectable()
export class CalendarTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CalendarTimer.name);
  private timer: NodeJS.Timeout | undefined;
  private look: Promise<void> | undefined;

  constructor(private readonly calendar: CalendarService) {}

  onApplicationBootstrap(): void {
    // Nest calls this once for the application and once more for its consumer.
    this.timer ??= setInterval(() => {
      this.look ??= this.tick().finally(() => (this.look = undefined));
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.look;
  }

  private async tick(): Promise<void> {
    try {
      await this.calendar.beginDueDays();
    } catch (error) {
      this.logger.warn(`the calendar could not be read, trying again: ${String(error)}`);
    }
  }
}
