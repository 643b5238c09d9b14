import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { Headcount } from './headcount';
import { headcountRow } from './headcount.entity';

const ADD = `INSERT INTO enrolment.headcount (id, payer, fiscal_year, kind, persons, qualifier, precision_unit, statement, residence,
    beneficiary_group, segment, months, reporter, source, holds_on, known_on, recorded_at, recorded_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`;

/** Reports are only ever added: by one statement, which goes out with the commit. */
@Injectable()
export class HeadcountStore {
  constructor(private readonly work: UnitOfWork) {}

  add(headcount: Headcount): void {
    const row = headcountRow(headcount);
    const about = [row.id, row.payer, row.fiscalYear, row.kind, row.persons, row.qualifier, row.precision, row.statement, row.residence];
    const more = [row.group, row.segment, row.months, row.reporter, JSON.stringify(row.source)];
    const recording = [row.holdsOn, row.knownOn, row.recordedAt, JSON.stringify(row.recordedBy)];
    this.work.withCommit(() => ({ text: ADD, values: [...about, ...more, ...recording] }));
  }
}
