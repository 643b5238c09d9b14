import type { Link, Qualifier, Segment } from '@komitmen/kernel';

/** What the services answer. Every number in a view is a Figure: see docs/glossary and the README beside this folder. */
export type FigureState =
  'known' | 'asserted-zero' | 'declared-none' | 'unknown' | 'stated' | 'computed' | 'not-computable' | 'not-evaluated' | 'not-applicable';
export type Unit = 'persons' | 'rupiah' | 'person-months' | 'percent' | 'months' | 'text';

export interface Source {
  title: string;
  publisher?: string | null;
  date: string | null;
  reference?: string | null;
}

export interface Figure {
  state: FigureState;
  /** Canonical decimal ("42950", "30.70"); words for unit `text`. */
  value: string | null;
  unit: Unit;
  qualifier: Qualifier | null;
  label?: string;
  statement?: string | null;
  definition?: string | null;
  holdsOn?: string | null;
  knownOn?: string | null;
  source?: Source | null;
  recordedBy?: RecordedBy | null;
  recordedAt?: string | null;
  document?: { number: string; date: string } | null;
  government?: string | null;
  known?: { parts: number; of: number } | null;
  rule?: string | null;
  numerator?: Figure | null;
  denominator?: Figure | null;
  inputs?: Figure[];
  earlier?: Figure[];
  /** How many more there were, before those of `earlier`. */
  evenEarlier?: number;
  disputed?: Figure[];
  missing?: string[];
  eventIds?: string[];
}

export interface RecordedBy {
  role: string;
  government: string;
}

export type LinkState = 'unknown' | 'declared-none' | 'asserted-zero' | 'positive';

export interface LinkView {
  link: Link;
  state: LinkState;
  figure: Figure;
  figures: Figure[];
  stated: Figure[];
  flags: string[];
}

export interface FlagView {
  id: string;
  government: string;
  fiscalYear: number;
  rule: string;
  ruleVersion: number;
  link: Link;
  since: string;
  clearedOn: string | null;
  inputs: Figure[];
  evidence: { statement: string; source: Source | null }[];
  clears: { code: string; params: Record<string, string> };
}

export interface RuleOutcome {
  rule: string;
  version: number;
  link: Link;
  outcome: 'failed' | 'passed' | 'not-evaluated';
  reason: string;
  params: Record<string, string>;
  flagId: string | null;
}

export interface MonthCell {
  month: string;
  committed: Figure;
  paid: Figure;
  protected: Figure;
  ends: boolean;
}

export interface TimelineEntry {
  id: string;
  at: string;
  recordedAt: string | null;
  kind: string;
  params: Record<string, string>;
  figure: Figure | null;
  recordedBy: RecordedBy | null;
}

export interface GovernmentView {
  code: string;
  name: string;
  kind: 'province' | 'kabupaten' | 'kota';
  province: string;
  tile: { col: number; row: number } | null;
}

export interface ScorecardRow {
  government: GovernmentView;
  fiscalYear: number;
  version: number;
  eligible: Figure;
  links: Record<Link, Figure>;
  coverage: Figure;
  flags: FlagView[];
  evaluated: boolean;
}

export interface ChainStep {
  link: Link;
  known: number;
  unknown: number;
  flagged: number;
  of: number;
  figure: Figure;
}

export interface Reconciliation {
  regencies: Figure;
  province: Figure;
  together: Figure;
  stated: Figure | null;
  unexplained: Figure | null;
  source?: Source | null;
}

export interface ScorecardList {
  province: { code: string; name: string; timeZone: string };
  fiscalYear: number;
  asKnownOn: string;
  businessDate: string;
  rows: ScorecardRow[];
  totals: Record<Link, Figure>;
  all: Record<Link, Figure>;
  chain: ChainStep[];
  reconciliation: Reconciliation | null;
  context: Figure[];
}

export interface ScorecardDetail extends ScorecardRow {
  asKnownOn: string;
  businessDate: string;
  chain: LinkView[];
  rules: RuleOutcome[];
  months: MonthCell[];
  stated: Figure[];
  timeline: TimelineEntry[];
}

export type Role = 'planner' | 'treasury-officer' | 'enrolment-officer' | 'administrator';

export interface Me {
  accountId: string;
  username: string;
  displayName: string;
  role: Role;
  scope: { code: string; name: string };
  language?: string;
}

export interface CalendarView {
  province: string;
  date: string;
  time: string;
  zone: string;
  mode: 'live' | 'demonstration';
  advancingTo: string | null;
}

export interface RegencyView extends GovernmentView {
  officials?: { post: string; title: string; email: string }[];
}

export interface Commitment {
  id: string;
  version: number;
  government: string;
  fiscalYear: number;
  status: 'draft' | 'pledged' | 'confirmed' | 'withdrawn' | 'declared-none' | 'met' | 'missed';
  persons: number | null;
  firstMonth: string | null;
  months: number | null;
  segment: Segment | null;
  legalBasis: string | null;
}

export interface Allocation {
  id: string;
  version: number;
  payer: string;
  fiscalYear: number;
  fundSource: string;
  budget: 'original' | 'revised';
  stage: 'proposed' | 'drafted' | 'enacted' | 'executable' | 'closed';
  amount: string;
  months: number;
  segment: Segment;
  document: { number: string; date: string };
  warnings?: (string | { code: string })[];
}

export interface Disbursement {
  id: string;
  version: number;
  allocationId: string;
  payer: string;
  stage: 'requested' | 'ordered' | 'disbursed' | 'acknowledged' | 'rejected' | 'refunded';
  amount: string;
  months?: string[];
  paidMonths?: string[];
  document: { number: string; date: string };
}

export interface Moment {
  date: string;
  time: string;
}

export interface Recipient {
  post: string;
  title: string;
  email: string;
}

export type ReminderState = 'scheduled' | 'sent' | 'bounced' | 'withdrawn' | 'answered';

export interface Reminder {
  id: string;
  flagId: string;
  rule: string;
  government: string;
  recipient: Recipient;
  rung: number;
  state: ReminderState;
  due: Moment;
  sentAt: Moment | null;
  letterId: string | null;
}

export interface Letter {
  id: string;
  subject: string;
  to: Recipient;
  cc: { title: string; email?: string }[];
  text: string;
  html: string;
  state: string;
  sentAt: Moment | null;
  deliveries: {
    via: string;
    outcome: string;
    smtpStatus: number | null;
    detail: string | null;
    startedAt: string;
    endedAt: string | null;
  }[];
}
