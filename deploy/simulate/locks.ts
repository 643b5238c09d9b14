export type LockMode = 'share' | 'update';

/** Whoever holds locks until it ends. */
export interface LockOwner {
  readonly id: number;
}

interface Request {
  owner: LockOwner;
  mode: LockMode;
  grant: () => void;
  refuse: (error: Error) => void;
}

interface Lock {
  holders: Map<LockOwner, LockMode>;
  waiting: Request[];
}

const failure = (code: string, message: string): Error => Object.assign(new Error(message), { code });

/** Row and advisory locks of transactions, first come first served; whoever would wait for itself is refused, as PostgreSQL does. */
export class Locks {
  private readonly locks = new Map<string, Lock>();

  async acquire(owner: LockOwner, name: string, mode: LockMode): Promise<void> {
    const lock: Lock = this.locks.get(name) ?? { holders: new Map(), waiting: [] };
    this.locks.set(name, lock);
    const held = lock.holders.get(owner);
    if (held === 'update' || held === mode) return;
    if (this.isFree(lock, owner, mode) && (held !== undefined || lock.waiting.length === 0)) {
      lock.holders.set(owner, mode);
      return;
    }
    await new Promise<void>((grant, refuse) => {
      lock.waiting.push({ owner, mode, grant, refuse });
      if (this.waitsForItself(owner)) {
        lock.waiting.pop();
        refuse(failure('40P01', 'deadlock detected'));
      }
    });
  }

  /** Gives back all that the owner holds; what it waits for is refused. */
  release(owner: LockOwner): void {
    for (const [name, lock] of this.locks) {
      const wanted = lock.waiting.filter((request) => request.owner === owner);
      lock.waiting = lock.waiting.filter((request) => request.owner !== owner);
      for (const { refuse } of wanted) refuse(failure('57P01', 'terminating connection due to administrator command'));
      const held = lock.holders.delete(owner);
      if (held || wanted.length > 0) this.grant(lock);
      if (lock.holders.size === 0 && lock.waiting.length === 0) this.locks.delete(name);
    }
  }

  private grant(lock: Lock): void {
    for (let next = lock.waiting[0]; next && this.isFree(lock, next.owner, next.mode); next = lock.waiting[0]) {
      lock.waiting.shift();
      lock.holders.set(next.owner, next.mode);
      next.grant();
    }
  }

  private isFree({ holders }: Lock, owner: LockOwner, mode: LockMode): boolean {
    return [...holders].every(([other, held]) => other === owner || (held === 'share' && mode === 'share'));
  }

  private waitsForItself(start: LockOwner): boolean {
    const seen = new Set<LockOwner>();
    const ahead = [...this.blockers(start)];
    for (let owner = ahead.pop(); owner; owner = ahead.pop()) {
      if (owner === start) return true;
      if (seen.has(owner)) continue;
      seen.add(owner);
      ahead.push(...this.blockers(owner));
    }
    return false;
  }

  /** Those that hold what the owner waits for, and those that stand in the queue before it. */
  private *blockers(owner: LockOwner): Generator<LockOwner> {
    for (const { holders, waiting } of this.locks.values()) {
      const place = waiting.findIndex((request) => request.owner === owner);
      const request = waiting[place];
      if (!request) continue;
      for (const [other, held] of holders) if (other !== owner && (held === 'update' || request.mode === 'update')) yield other;
      for (const earlier of waiting.slice(0, place))
        if (earlier.owner !== owner && (earlier.mode === 'update' || request.mode === 'update')) yield earlier.owner;
    }
  }
}
