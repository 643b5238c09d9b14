import { Health, type PartHealth } from '@komitmen/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

interface Waiting {
  /** Letters that were tried and not taken. */
  readonly letters: number;
  /** What the mail server said last; null when it said nothing. */
  readonly status: number | null;
}

/** Whether letters are taken, as a part of the service's health: those that are not wait in the table and are tried again. */
@Injectable()
export class MailHealth implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.health.add('mail', () => this.look());
  }

  private async look(): Promise<PartHealth> {
    const [waiting] = await this.dataSource.query<Waiting[]>(
      `SELECT count(*)::int AS letters,
              (SELECT smtp_status FROM delivery WHERE outcome = 'deferred' ORDER BY id DESC LIMIT 1) AS status
         FROM letter WHERE state = 'queued' AND attempts > 0`,
    );
    if (waiting === undefined || waiting.letters === 0) return { state: 'up' };
    const { letters, status } = waiting;
    const why = status === null ? 'the mail server does not answer' : `the mail server puts letters off (${status})`;
    return { state: 'behind', detail: `${why}; ${letters} ${letters === 1 ? 'letter waits' : 'letters wait'} and will be tried again` };
  }
}
