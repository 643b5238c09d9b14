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
import { KeptText } from './kept-text';
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

interface ListAsked {
  readonly province: string;
  readonly whose: Whose;
  readonly year: FiscalYear;
  readonly day: BusinessDate;
  readonly today: BusinessDate;
  readonly zone: string;
}

@Injectable()
export class ScorecardService {
  private readonly kept = new KeptText();

  constructor(
    private readonly reader: ScorecardReader,
    private readonly clock: BusinessClock,
  ) {}

  /** The list as JSON text: today's is kept until a scorecard in it changes, because everybody asks for it. */
  async list(asked: Asked): Promise<string> {
    const actor = currentActor();
    const province = provinceAsked(asked.province, actor);
    const whose = { prefix: province === ALL_PROVINCES ? '' : province, only: actor.visibleGovernment() };
    const year = fiscalYear(asked.fiscalYear);
    const { date: today, zone } = await this.clock.now(province === ALL_PROVINCES ? provinceOf(governmentCode(actor.scope)) : province);
    const day = dayAsked(asked.asKnownOn, today);
    const make = async (): Promise<string> => JSON.stringify(await this.make({ province, whose, year, day, today, zone }));
    if (day !== today) return make();
    const place = [province, whose.only, year, today].join(' ');
    return this.kept.get(place, await this.reader.fingerprint(whose, year), make);
  }

  private async make({ province, whose, year, day, today, zone }: ListAsked): Promise<ScorecardList> {
    const scorecards = day === today ? await this.reader.today(whose, year, today) : await this.reader.asKnownOn(whose, year, day);
    const own = scorecards.find(({ government }) => government.code === province);
    const name = province === ALL_PROVINCES ? 'Indonesia' : (own?.government.name ?? province);
    return scorecardList(
      {
        province: { code: province, name, timeZone: scorecards[0]?.government.timeZone ?? zone },
        fiscalYear: year,
        asKnownOn: day,
        businessDate: today,
        generatedFrom: scorecards.reduce((sum, { factCount }) => sum + factCount, 0),
      },
      scorecards.map((scorecard) => rowOf(scorecard, year)),
      whose.only === null && own !== undefined ? await this.particularsOf(own, year, day) : null,
    );
  }

  async detail(text: string, asked: Omit<Asked, 'province'>): Promise<ScorecardDetail> {
    const code = governmentCode(text, 'code');
    const year = fiscalYear(asked.fiscalYear);
    if (!(await this.reader.knows(code))) throw unknownGovernment(code);
    const { date: today } = await this.clock.now(provinceOf(code));
    const day = dayAsked(asked.asKnownOn, today);
    const [scorecard] = await this.reader.asKnownOn({ prefix: provinceOf(code), only: code }, year, day);
    if (!scorecard?.particulars) throw unknownGovernment(code);
    const { statedTotal: _total, ...particulars } = scorecard.particulars;
    return { ...rowOf(scorecard, year), ...particulars, asKnownOn: day, businessDate: today };
  }

  /** Of one scorecard of a list: they are long, and stored nowhere. */
  private async particularsOf(
    { government, particulars }: ReadScorecard,
    year: FiscalYear,
    day: BusinessDate,
  ): Promise<ScorecardParticulars | null> {
    if (particulars !== null) return particulars;
    const [made] = await this.reader.asKnownOn({ prefix: government.province, only: government.code }, year, day);
    return made?.particulars ?? null;
  }
}

const unknownGovernment = (code: string): DomainError =>
  new DomainError('not-found', 'government-not-found', `Pemerintah daerah ${code} tidak ditemukan.`, { government: code });

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
