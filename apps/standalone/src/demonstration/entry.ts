import type { FigureStated, HeadcountReported, Source } from '@komitmen/contracts';
import type { Qualifier } from '@komitmen/kernel';

/** What a user would send to `POST /api/figures`. */
export interface FigureBody {
  readonly subject: string;
  readonly fiscalYear: number | null;
  readonly measure: string;
  readonly value: string | null;
  readonly denominator: string | null;
  readonly unit: FigureStated['unit'];
  /** The source's own words. */
  readonly text: string | null;
  readonly qualifier: Qualifier;
  /** Unit of the last stated digit. */
  readonly precision: string | null;
  readonly definition: string | null;
  readonly holdsOn: string;
  readonly source: Source;
}

/** What a user would send to `POST /api/headcounts`. */
export interface HeadcountBody {
  readonly payer: string;
  readonly fiscalYear: number;
  readonly kind: HeadcountReported['kind'];
  readonly persons: number;
  readonly qualifier: Qualifier;
  readonly precision?: number;
  readonly statement?: string;
  readonly holdsOn: string;
  readonly source: Source;
}

/** What a user would send to `POST /api/targets`. */
export interface TargetBody {
  readonly government: string;
  readonly fiscalYear: number;
  readonly share: string;
  readonly definition: string;
  readonly holdsOn: string;
  readonly source: Source;
}

export type Entry =
  | { readonly to: 'figures'; readonly body: FigureBody }
  | { readonly to: 'headcounts'; readonly body: HeadcountBody }
  | { readonly to: 'targets'; readonly body: TargetBody };

type Stated = Pick<FigureBody, 'measure' | 'unit' | 'holdsOn' | 'source'> & Partial<FigureBody>;

/** About the province, exact and without a fiscal year, unless said otherwise. */
export const figure = (stated: Stated): Entry => ({
  to: 'figures',
  body: {
    subject: '52',
    fiscalYear: null,
    value: null,
    denominator: null,
    text: null,
    qualifier: 'exact',
    precision: null,
    definition: null,
    ...stated,
  },
});

export const headcount = (body: HeadcountBody): Entry => ({ to: 'headcounts', body });
export const target = (body: TargetBody): Entry => ({ to: 'targets', body });
