/** The parts of the API's answers that the end-to-end tests read. */
export interface Figure {
  readonly state: string;
  readonly value: string | null;
  readonly qualifier: string | null;
  readonly known?: { readonly parts: number; readonly of: number } | null;
  readonly statement?: string | null;
  readonly source?: { readonly title: string; readonly date: string | null } | null;
  readonly knownOn?: string | null;
  readonly denominator?: Figure | null;
  readonly disputed?: readonly Figure[];
  readonly missing?: readonly string[];
}

export interface Flag {
  readonly id: string;
  readonly government: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly link: string;
  readonly since: string;
  readonly evidence: readonly { readonly statement: string; readonly source: { readonly title: string; readonly date: string } }[];
  readonly clears: { readonly code: string };
}

export type LinkName = 'commitment' | 'allocation' | 'disbursement' | 'receipt' | 'protection';

export interface Row {
  readonly government: { readonly code: string; readonly name: string; readonly kind: string };
  readonly version: number;
  readonly eligible: Figure;
  readonly links: Record<LinkName, Figure>;
  readonly coverage: Figure;
  readonly flags: readonly Flag[];
}

export interface Overview {
  readonly businessDate: string;
  readonly asKnownOn: string;
  readonly rows: readonly Row[];
  readonly totals: Record<LinkName, Figure>;
  readonly all: Record<LinkName, Figure>;
  readonly reconciliation: {
    readonly regencies: Figure;
    readonly province: Figure;
    readonly together: Figure;
    readonly stated: Figure | null;
    readonly unexplained: Figure | null;
  } | null;
}

export interface Detail extends Row {
  readonly businessDate: string;
  readonly chain: readonly {
    readonly link: LinkName;
    readonly state: string;
    readonly figure: Figure;
    readonly flags: readonly string[];
  }[];
  readonly rules: readonly { readonly rule: string; readonly outcome: string; readonly reason: string }[];
  readonly timeline: readonly { readonly at: string; readonly kind: string }[];
}

export interface Reminder {
  readonly id: string;
  readonly flagId: string;
  readonly rule: string;
  readonly government: string;
  readonly recipient: { readonly post: string; readonly title: string; readonly email: string };
  readonly rung: number;
  readonly state: string;
  readonly due: { readonly date: string; readonly time: string };
  readonly sentAt: { readonly date: string; readonly time: string } | null;
  readonly letterId: string | null;
}
