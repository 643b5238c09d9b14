import type { RecordedBy } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { Column } from 'typeorm';
import type { Recording } from './recording';

/** A row's columns as a plain object. */
export type Columns<T> = Pick<T, keyof T>;

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

/** As events and answers carry it. */
export const recordedFields = (holdsOn: BusinessDate, { today, at, by }: Recording) => ({
  holdsOn,
  knownOn: today,
  recordedAt: at,
  recordedBy: by,
});
