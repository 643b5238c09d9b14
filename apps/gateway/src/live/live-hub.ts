import { Injectable } from '@nestjs/common';
import { type Actor, ProblemError } from '@komitmen/platform';
import { Observable, Subject } from 'rxjs';
import type { LiveMessage } from './live-message';

/** In this instance of the gateway. */
export const STREAMS_PER_ACCOUNT = 20;

/** Brings changes to the open pages. Nothing is kept: a page that was away reads everything again. */
@Injectable()
export class LiveHub {
  private readonly messages = new Subject<LiveMessage>();
  private readonly streams = new Map<string, number>();

  push(message: LiveMessage): void {
    this.messages.next(message);
  }

  /** @throws ProblemError 429 `too-many-streams`. */
  openFor(actor: Actor): Observable<LiveMessage> {
    if ((this.streams.get(actor.accountId) ?? 0) >= STREAMS_PER_ACCOUNT)
      throw new ProblemError(429, 'too-many-streams', 'Terlalu banyak halaman terbuka untuk akun ini; tutup beberapa.');
    return new Observable<LiveMessage>((subscriber) => {
      this.count(actor.accountId, 1);
      const subscription = this.messages.subscribe((message) => {
        if (message.government === null || actor.mayActFor(message.government)) subscriber.next(message);
      });
      return () => {
        this.count(actor.accountId, -1);
        subscription.unsubscribe();
      };
    });
  }

  private count(accountId: string, by: number): void {
    const open = (this.streams.get(accountId) ?? 0) + by;
    if (open > 0) this.streams.set(accountId, open);
    else this.streams.delete(accountId);
  }
}
