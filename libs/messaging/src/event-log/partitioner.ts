const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The partition of a partition key: FNV-1a over UTF-8, the same on every adapter, so that order survives a move between them. */
export function partitionFor(partitionKey: string, partitions: number): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(partitionKey, 'utf8')) {
    hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  }
  return hash % partitions;
}
