import { DomainError } from '@komitmen/kernel';

export const ROLES = ['planner', 'treasury-officer', 'enrolment-officer', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text);

/** Who acts. `scope` is a government's code: a planner's is the province, an officer's exactly one government. */
export class Actor {
  constructor(
    readonly accountId: string,
    readonly role: Role,
    readonly scope: string,
    readonly remoteAddress: string,
  ) {}

  /** Officers act and read for their own government only; planners for their province; administrators read everything. */
  mayActFor(government: string): boolean {
    switch (this.role) {
      case 'administrator':
        return true;
      case 'planner':
        return government === this.scope || government.startsWith(`${this.scope}.`);
      case 'treasury-officer':
      case 'enrolment-officer':
        return government === this.scope;
    }
  }

  /** @throws DomainError `government-out-of-scope`. */
  requireGovernment(government: string): void {
    if (this.mayActFor(government)) return;
    throw new DomainError('forbidden', 'government-out-of-scope', 'Akun ini tidak berwenang untuk pemerintah daerah tersebut.', {
      government: government.slice(0, 40),
    });
  }

  /** The only government whose rows a list may show, or null when the role is not bound to one. */
  visibleGovernment(): string | null {
    return this.role === 'treasury-officer' || this.role === 'enrolment-officer' ? this.scope : null;
  }
}
