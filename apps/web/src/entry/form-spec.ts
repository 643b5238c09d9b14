import type { Link } from '@komitmen/kernel';
import type { Allocation, Commitment, Disbursement, RegencyView, Role } from '../api/types';
import type { Task } from '../session/session';

/** What is typed, field by field; always text, so that a draft is kept exactly as it stands. */
export type Values = Readonly<Record<string, string>>;

export type FieldKind = 'text' | 'longtext' | 'amount' | 'count' | 'decimal' | 'date' | 'month' | 'months' | 'choice' | 'radio';

export interface Choice {
  readonly value: string;
  /** Key of the catalogue; or the text itself where it is data. */
  readonly key?: string;
  readonly text?: string;
}

export interface Context {
  readonly government: string;
  readonly governmentName: string;
  readonly fiscalYear: number;
  readonly businessDate: string;
  readonly role: Role;
  readonly regencies: readonly RegencyView[];
  readonly allocations: readonly Allocation[];
  readonly disbursements: readonly Disbursement[];
  readonly commitments: readonly Commitment[];
}

export interface FieldSpec {
  readonly name: string;
  readonly kind: FieldKind;
  readonly optional?: boolean;
  /** Fields of one group stand under one heading. */
  readonly group: string;
  readonly when?: (values: Values, context: Context) => boolean;
  readonly choices?: (context: Context, values: Values) => readonly Choice[];
  /** A day that may lie ahead of the business date: a document's or a source's date may not. */
  readonly future?: boolean;
  readonly pattern?: RegExp;
}

/** A message of the catalogue. */
export interface Message {
  readonly key: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}
export type Errors = Readonly<Record<string, Message>>;

/** A line of the arithmetic beside the field it explains. */
export interface Line {
  readonly key: string;
  readonly kind: 'count' | 'money' | 'month' | 'text' | 'warning';
  readonly value: string;
}

export interface FormSpec {
  readonly name: string;
  readonly task: Task;
  /** The link of the chain that the entry changes; null for what is only context. */
  readonly link: Link | null;
  readonly needs: readonly ('allocations' | 'disbursements' | 'commitments')[];
  readonly fields: readonly FieldSpec[];
  readonly initial: (context: Context) => Values;
  /** What single fields cannot see. */
  readonly check?: (values: Values, context: Context) => Errors;
  readonly arithmetic?: { readonly after: string; readonly lines: (values: Values, context: Context) => readonly Line[] };
  readonly path: (values: Values) => string;
  readonly body: (values: Values, context: Context) => unknown;
  readonly version?: (values: Values, context: Context) => number | undefined;
}

export const shownFields = (spec: FormSpec, values: Values, context: Context): FieldSpec[] =>
  spec.fields.filter((field) => field.when?.(values, context) ?? true);
export const valueOf = (values: Values, name: string): string => (values[name] ?? '').trim();
