import { type Envelope, EventFeed, type Following } from '@komitmen/messaging';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LiveHub } from './live-hub';
import { type LiveMessage, NEWS_TOPICS, newsOf } from './live-message';

/** Pages are told at most this often; what comes faster is told together, once per thing that changed. */
export const ROUND_MS = 50;

/** Turns events into live messages. Every instance of the gateway hears all of them, because each has pages of its own. */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private following: Following | undefined;
  private readonly waiting = new Map<string, LiveMessage>();
  private round: NodeJS.Timeout | undefined;
  private toldAt = -ROUND_MS;

  constructor(
    private readonly feed: EventFeed,
    private readonly hub: LiveHub,
  ) {}

  onApplicationBootstrap(): void {
    this.following = this.feed.follow(NEWS_TOPICS, (event) => this.hear(event));
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.round);
    await this.following?.stop();
  }

  /** The first after a quiet moment is told as soon as its batch has been heard. */
  hear(event: Pick<Envelope, 'type' | 'data'>): void {
    const news = newsOf(event);
    if (news === undefined) return;
    this.waiting.delete(news.about);
    this.waiting.set(news.about, news.message);
    this.round ??= setTimeout(() => this.tell(), Math.max(0, this.toldAt + ROUND_MS - performance.now()));
  }

  private tell(): void {
    this.round = undefined;
    this.toldAt = performance.now();
    const messages = [...this.waiting.values()];
    this.waiting.clear();
    for (const message of messages) this.hub.push(message);
  }
}
