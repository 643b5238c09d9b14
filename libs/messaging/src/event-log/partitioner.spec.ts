import { partitionFor } from './partitioner';

describe('the partition of a partition key', () => {
  it.each([
    ['52', 8, 6],
    ['31', 8, 1],
    ['', 8, 5],
  ])('of "%s" among %i never changes: records of years depend on it', (key, partitions, expected) => {
    expect(partitionFor(key, partitions)).toBe(expected);
  });

  it('uses every partition for the provinces of the country', () => {
    const provinces = Array.from({ length: 86 }, (_, index) => String(11 + index));
    expect(new Set(provinces.map((province) => partitionFor(province, 8))).size).toBe(8);
  });
});
