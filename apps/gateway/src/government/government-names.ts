import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Names of governments, learned from `regencies`; a code stands for itself until then. */
@Injectable()
export class GovernmentNames {
  constructor(private readonly dataSource: DataSource) {}

  async of(code: string): Promise<string> {
    const rows: { name: string }[] = await this.dataSource.query('SELECT name FROM government WHERE code = $1', [code]);
    return rows[0]?.name ?? code;
  }
}
