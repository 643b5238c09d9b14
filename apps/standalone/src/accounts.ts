import type { Role } from '@komitmen/platform';

export interface FirstAccount {
  readonly username: string;
  readonly displayName: string;
  readonly role: Role;
  /** Code of a government. */
  readonly scope: string;
}

const province = '52';
const mataram = '52.71';

export const administrator: FirstAccount = { username: 'admin', displayName: 'Administrator', role: 'administrator', scope: province };

export interface Accounts {
  readonly list: readonly FirstAccount[];
  /** Known only when this start made the accounts. */
  readonly password: string | undefined;
}

/** What a person at the terminal is told of them. */
export function accountLines({ list, password }: Accounts): string[] {
  return [
    password === undefined ? 'Accounts:' : `Accounts, all with the password ${password}`,
    ...list.map(({ username, displayName }) => `  ${username.padEnd(18)}${displayName}`),
    'A new password for one of them: npm run komitmen -- accounts reset <username>',
  ];
}

/** Who can sign in to the demonstration. */
export const demonstrationAccounts: readonly FirstAccount[] = [
  { username: 'perencana', displayName: 'Perencana Disnakertrans Provinsi NTB', role: 'planner', scope: province },
  { username: 'bpkad.mataram', displayName: 'BPKAD Kota Mataram', role: 'treasury-officer', scope: mataram },
  { username: 'disnaker.mataram', displayName: 'Disnaker Kota Mataram', role: 'enrolment-officer', scope: mataram },
  { username: 'bpkad.ntb', displayName: 'BPKAD Provinsi NTB', role: 'treasury-officer', scope: province },
  { username: 'disnaker.ntb', displayName: 'Disnakertrans Provinsi NTB', role: 'enrolment-officer', scope: province },
  administrator,
];
