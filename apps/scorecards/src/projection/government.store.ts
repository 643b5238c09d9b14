import type { GovernmentRegistered } from '@komitmen/contracts';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LIVE_GENERATION } from './live-generation';

@Injectable()
export class GovernmentStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async save(generation: number, governments: readonly GovernmentRegistered[]): Promise<void> {
    const latest = [...new Map(governments.map((government) => [government.code, government])).values()];
    if (latest.length === 0) return;
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.governments (generation, code, province, name, kind, time_zone, tile)
       SELECT $1, code, province, name, kind, time_zone, tile::jsonb
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS g (code, province, name, kind, time_zone, tile)
       ON CONFLICT (generation, code) DO UPDATE SET province = excluded.province, name = excluded.name, kind = excluded.kind,
         time_zone = excluded.time_zone, tile = excluded.tile`,
      [
        generation,
        latest.map((government) => government.code),
        latest.map((government) => government.province),
        latest.map((government) => government.name),
        latest.map((government) => government.kind),
        latest.map((government) => government.timeZone),
        latest.map((government) => (government.tile === null ? null : JSON.stringify(government.tile))),
      ],
    );
  }

  /** Whether readers can see a government of this code. */
  async isKnown(manager: EntityManager, code: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(`SELECT FROM scorecards.governments WHERE generation = ${LIVE_GENERATION} AND code = $1`, [
      code,
    ]);
    return rows.length > 0;
  }

  async codesOf(generation: number, province: string): Promise<string[]> {
    const rows = await this.unitOfWork
      .transaction()
      .query<{ code: string }[]>(`SELECT code FROM scorecards.governments WHERE generation = $1 AND province = $2`, [generation, province]);
    return rows.map(({ code }) => code);
  }
}
