import type { ChunkContext, Envelope } from '@komitmen/messaging';
import { Transaction } from './database';
import type { Random } from './random';
import type { Weather } from './weather';

type Illness = 'defect' | 'constraint' | 'away' | 'slow';

/** Events that a handler stumbles over, until somebody repairs it. */
export class Poison {
  private readonly illnesses = new Map<string, Illness | null>();

  constructor(
    private readonly random: Random,
    private readonly weather: Weather,
  ) {}

  /** What the handler that counts effects does before anything else. */
  async touch(event: Envelope, { consumer, transaction }: ChunkContext): Promise<void> {
    switch (this.illnessOf(consumer, event.id)) {
      case 'defect':
        throw new TypeError('planted: not a function');
      case 'constraint':
        return Transaction.of(transaction).statement('planted', () => {
          throw Object.assign(new Error('planted: a constraint is violated'), { code: '23514' });
        });
      case 'away':
        this.repair(consumer, event.id);
        throw Object.assign(new Error('planted: too many connections'), { code: '53300' });
      case 'slow':
        this.repair(consumer, event.id);
        return new Promise((resolve) => setTimeout(resolve, this.random.between(500, 6_000)));
      case null:
        return;
    }
  }

  isPoisoned(consumer: string, eventId: string): boolean {
    const illness = this.illnesses.get(`${consumer} ${eventId}`);
    return illness === 'defect' || illness === 'constraint';
  }

  repair(consumer: string, eventId: string): void {
    this.illnesses.set(`${consumer} ${eventId}`, null);
  }

  repairAll(): void {
    for (const name of this.illnesses.keys()) this.illnesses.set(name, null);
  }

  private illnessOf(consumer: string, eventId: string): Illness | null {
    const name = `${consumer} ${eventId}`;
    const known = this.illnesses.get(name);
    if (known !== undefined) return known;
    const drawn = this.random.chance(this.weather.poison) ? this.random.pick(['defect', 'constraint', 'away', 'slow'] as const) : null;
    this.illnesses.set(name, drawn);
    return drawn;
  }
}
