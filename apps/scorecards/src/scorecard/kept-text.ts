interface Kept {
  readonly fingerprint: string;
  readonly text: string;
}

/** Few answers, each kept as long as the fingerprint of what it was made from stays the same. The oldest goes first. */
export class KeptText {
  private readonly byPlace = new Map<string, Kept>();

  constructor(private readonly atMost = 8) {}

  /** The kept text, or what `make` makes of it; without a fingerprint nothing is kept. */
  async get(place: string, fingerprint: string | null, make: () => Promise<string>): Promise<string> {
    const kept = this.byPlace.get(place);
    if (fingerprint !== null && kept?.fingerprint === fingerprint) return kept.text;
    const text = await make();
    this.byPlace.delete(place);
    if (fingerprint !== null) this.byPlace.set(place, { fingerprint, text });
    for (const oldest of this.byPlace.keys()) {
      if (this.byPlace.size <= this.atMost) break;
      this.byPlace.delete(oldest);
    }
    return text;
  }
}
