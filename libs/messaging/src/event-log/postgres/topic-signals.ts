/** Wakes the consumers of this process when one of its producers appended to their topics. */
export class TopicSignals {
  private readonly listeners = new Map<string, Set<() => void>>();

  subscribe(topics: readonly string[], listener: () => void): () => void {
    for (const topic of topics) {
      const ofTopic = this.listeners.get(topic) ?? new Set();
      this.listeners.set(topic, ofTopic.add(listener));
    }
    return () => {
      for (const topic of topics) this.listeners.get(topic)?.delete(listener);
    };
  }

  signal(topics: Iterable<string>): void {
    for (const topic of topics) {
      for (const listener of this.listeners.get(topic) ?? []) listener();
    }
  }
}
