import type { Actor } from '@komitmen/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FlagRow } from '../flag/flag.entity';
import type { ReminderQuery, ReminderView } from './reminder.dto';
import type { ReminderRow } from './reminder.entity';

/** More than a province has in a year; a list never grows without end. */
const MOST = 2_000;

type Listed = Pick<ReminderRow, 'id' | 'flagId' | 'government' | 'post' | 'rung' | 'state' | 'dueTime' | 'sentTime' | 'letterId'> &
  Pick<FlagRow, 'rule' | 'link' | 'fiscalYear'> & {
    dueDate: string;
    sentDate: string | null;
    title: string;
    email: string;
    zone: string | null;
  };

@Injectable()
export class ReminderList {
  constructor(private readonly dataSource: DataSource) {}

  /** Latest due first. Officers see their own government's, planners their province's, administrators all. */
  async find(query: ReminderQuery, actor: Actor): Promise<ReminderView[]> {
    const scope = actor.role === 'administrator' ? null : actor.scope;
    const rows = await this.dataSource.query<Listed[]>(
      `SELECT r.id, r.flag_id AS "flagId", f.rule, f.link, f.fiscal_year AS "fiscalYear", r.government, r.post, r.rung, r.state,
              r.due_date::text AS "dueDate", r.due_time AS "dueTime", r.sent_date::text AS "sentDate", r.sent_time AS "sentTime",
              r.letter_id AS "letterId", coalesce(l.title, o.title, '') AS title, coalesce(l.email, o.email, '') AS email, g.zone
         FROM reminder r
         JOIN flag f ON f.id = r.flag_id
         LEFT JOIN letter l ON l.id = r.letter_id
         LEFT JOIN official o ON o.government = r.government AND o.post = r.post
         LEFT JOIN government g ON g.code = r.government
        WHERE ($1::text IS NULL OR r.government = $1) AND ($2::text IS NULL OR r.state = $2) AND ($3::int IS NULL OR f.fiscal_year = $3)
          AND ($4::text IS NULL OR r.government = $4 OR ($5 AND r.government LIKE $4 || '.%'))
        ORDER BY r.due_date DESC, r.government, r.post, r.rung, r.id
        LIMIT ${MOST}`,
      [query.government ?? null, query.state ?? null, query.fiscalYear ?? null, scope, actor.visibleGovernment() === null],
    );
    return rows.map(viewOf);
  }
}

function viewOf({ post, title, email, dueDate, dueTime, sentDate, sentTime, ...row }: Listed): ReminderView {
  return {
    ...row,
    recipient: { post, title, email },
    due: { date: dueDate, time: dueTime },
    sentAt: sentDate === null || sentTime === null ? null : { date: sentDate, time: sentTime },
  };
}
