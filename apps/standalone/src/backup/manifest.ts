export interface ArchivedFile {
  /** In the backup's folder. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Without those that are computed. */
  readonly columns: readonly string[];
}

export interface ArchivedTable extends Table {
  readonly rows: number;
  readonly file: ArchivedFile;
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

export interface ArchivedTopic {
  readonly name: string;
  /** How many records each partition had, from 0 on. */
  readonly records: readonly number[];
  readonly file: ArchivedFile;
}

export type Shape = 'standalone' | 'distributed';

/** What a backup holds; written last. */
export interface Manifest {
  readonly format: 1;
  /** Real time of the moment that the backup shows, ISO 8601. */
  readonly moment: string;
  readonly shape: Shape;
  /** Per service, those that had run. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** Per key that the installation needs again, what it is known by; null where it could not be read. The keys are not in here. */
  readonly keys: Readonly<Record<string, readonly string[] | null>>;
  /** Those that others refer to first. */
  readonly tables: readonly ArchivedTable[];
  readonly sequences: readonly Sequence[];
  /** Of Kafka; in the standalone shape the log is in the database. */
  readonly topics: readonly ArchivedTopic[];
}
