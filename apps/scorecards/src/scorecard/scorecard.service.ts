import {
  type BusinessDate,
  businessDate,
  DomainError,
  type FiscalYear,
  fiscalYear,
  governmentCode,
  isProvince,
  provinceOf,
} from '@komitmen/kernel';
import { type Actor, BusinessClock, currentActor } from '@komitmen/platform';
import { Injectable } from '@nestjs/common';
import { type ScorecardList, scorecardList, type ScorecardRow } from '../province/scorecard-list';
import type { ScorecardParticulars } from './scorecard';
import { type ReadScorecard, ScorecardReader, type Whose } from './scorecard.reader';

export interface ScorecardDetail extends ScorecardRow, Omit<ScorecardParticulars, 'statedTotal'> {
  readonly asKnownOn: string;
  readonly businessDate: string;
}

/** `province=all`: every province on one page, for administrators. */
export const ALL_PROVINCES = 'all';

interface Asked {
  readonly fiscalYear: number;
  readonly province?: string | undefined;
  readonly asKnownOn?: string | undefined;
}

@Injectable()
export class ScorecardService {
  constructor(
    private readonly reader: ScorecardReader,
    private readonly clock: BusinessClock,
  ) {}

  async list(asked: Asked): Promise<ScorecardList> {
    const actor = currentActor();
    const province = provinceAsked(asked.province, actor);
    const only = actor.visibleGovernment();
    const year = fiscalYear(asked.fiscalYear);
    const { date: today, zone } = await this.clock.now(province === ALL_PROVINCES ? provinceOf(governmentCode(actor.scope)) : province);
    const day = dayAsked(asked.asKnownOn, today);
    const whose = { prefix: province === ALL_PROVINCES ? '' : province, only };
    const scorecards = await this.read(whose, year, day, today, [province]);
    const own = scorecards.find(({ government }) => government.code === province);
    return scorecardList(
      {
        province: {
          code: province,
          name: province === ALL_PROVINCES ? 'Indonesia' : (own?.government.name ?? province),
          timeZone: scorecards[0]?.government.timeZone ?? zone,
        },
        fiscalYear: year,
        asKnownOn: day,
        businessDate: today,
        generatedFrom: scorecards.reduce((sum, { factCount }) => sum + factCount, 0),
      },
      scorecards.map((scorecard) => rowOf(scorecard, year)),
      only === null ? (own?.particulars ?? null) : null,
    );
  }

  async detail(text: string, asked: Omit<Asked, 'province'>): Promise<ScorecardDetail> {
    const code = governmentCode(text, 'code');
    const year = fiscalYear(asked.fiscalYear);
    const { date: today } = await this.clock.now(provinceOf(code));
    const day = dayAsked(asked.asKnownOn, today);
    const [scorecard] = await this.read({ prefix: provinceOf(code), only: code }, year, day, today, [code]);
    if (!scorecard?.particulars)
      throw new DomainError('not-found', 'government-not-found', `Pemerintah daerah ${code} tidak ditemukan.`, { government: code });
    const { statedTotal: _total, ...particulars } = scorecard.particulars;
    return { ...rowOf(scorecard, year), ...particulars, asKnownOn: day, businessDate: today };
  }

  private read(
    whose: Whose,
    year: FiscalYear,
    day: BusinessDate,
    today: BusinessDate,
    detailed: readonly string[],
  ): Promise<ReadScorecard[]> {
    return day === today ? this.reader.today(whose, year, today, detailed) : this.reader.asKnownOn(whose, year, day);
  }
}

function rowOf({ government: { code, name, kind, province, tile }, version, summary }: ReadScorecard, year: FiscalYear): ScorecardRow {
  return { government: { code, name, kind, province, tile }, fiscalYear: year, version, ...summary };
}

/** An officer's list holds their own row, whatever province is asked for; a planner's province is their own. */
export function provinceAsked(asked: string | undefined, actor: Actor): string {
  const own = provinceOf(governmentCode(actor.scope));
  if (asked === undefined || asked === own) return own;
  if (asked === ALL_PROVINCES && actor.role === 'administrator') return ALL_PROVINCES;
  const province = governmentCode(asked, 'province');
  if (!isProvince(province))
    throw new DomainError('invalid', 'province-code-malformed', `"${asked}" bukan kode provinsi; contoh 52.`, {
      field: 'province',
      value: asked,
    });
  actor.requireGovernment(province);
  return province;
}

/** @throws DomainError `date-malformed` (400), `as-known-on-in-the-future` (422). */
function dayAsked(asked: string | undefined, today: BusinessDate): BusinessDate {
  if (asked === undefined) return today;
  const day = businessDate(asked, 'asKnownOn');
  if (day <= today) return day;
  throw new DomainError('unprocessable', 'as-known-on-in-the-future', `Tanggal "diketahui per" ${day} belum tiba; hari ini ${today}.`, {
    field: 'asKnownOn',
    value: day,
    businessDate: today,
  });
}
