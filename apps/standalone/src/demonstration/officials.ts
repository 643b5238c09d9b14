import type { OfficialRegistered } from '@komitmen/contracts';

/** The province's governments as their offices are addressed, with an address that leads nowhere. */
const GOVERNMENTS: readonly (readonly [code: string, name: string, domain: string])[] = [
  ['52', 'Provinsi NTB', 'ntb.example'],
  ['52.01', 'Kabupaten Lombok Barat', 'lombok-barat.example'],
  ['52.02', 'Kabupaten Lombok Tengah', 'lombok-tengah.example'],
  ['52.03', 'Kabupaten Lombok Timur', 'lombok-timur.example'],
  ['52.04', 'Kabupaten Sumbawa', 'sumbawa.example'],
  ['52.05', 'Kabupaten Dompu', 'dompu.example'],
  ['52.06', 'Kabupaten Bima', 'bima.example'],
  ['52.07', 'Kabupaten Sumbawa Barat', 'sumbawa-barat.example'],
  ['52.08', 'Kabupaten Lombok Utara', 'lombok-utara.example'],
  ['52.71', 'Kota Mataram', 'kota-mataram.example'],
  ['52.72', 'Kota Bima', 'kota-bima.example'],
];

/** Posts, never names of persons. */
export const OFFICIALS: readonly OfficialRegistered[] = GOVERNMENTS.flatMap(([government, name, domain]): OfficialRegistered[] => [
  { government, post: 'regional-secretary', title: `Sekretaris Daerah ${name}`, email: `sekda@${domain}` },
  { government, post: 'treasury-office', title: `Kepala BPKAD ${name}`, email: `bpkad@${domain}` },
  { government, post: 'labour-office', title: `Kepala Dinas Tenaga Kerja ${name}`, email: `disnaker@${domain}` },
]);
