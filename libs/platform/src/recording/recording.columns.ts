import type { RecordedBy, Recording } from '@komitmen/contracts';
import type { BusinessDate, Rupiah } from '@komitmen/kernel';
import { Column, type ColumnOptions } from 'typeorm';

/** The columns that every recorded fact has. */
export class RecordingColumns {
  @Column({ name: 'holds_on', type: 'date' })
  holdsOn!: BusinessDate;

  @Column({ name: 'known_on', type: 'date' })
  knownOn!: BusinessDate;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;

  @Column({ name: 'recorded_by', type: 'jsonb' })
  recordedBy!: RecordedBy;
}

/** What a row holds, without being an instance of its class. */
export type Columns<Row> = { [Name in keyof Row]: Row[Name] };

/** PostgreSQL's driver hands a `bigint` over as text; rupiah are never a floating point number. */
export const rupiahColumn: ColumnOptions = {
  type: 'bigint',
  transformer: { to: (amount: Rupiah) => amount.toString(), from: (text: string) => BigInt(text) as Rupiah },
};

export const recordingColumns = (holdsOn: BusinessDate, { today, at, by }: Recording): Columns<RecordingColumns> => ({
  holdsOn,
  knownOn: today,
  recordedAt: new Date(at),
  recordedBy: by,
});

export const recordingOf = (row: Columns<RecordingColumns>): Recording => ({
  today: row.knownOn,
  at: row.recordedAt.toISOString(),
  by: row.recordedBy,
});
