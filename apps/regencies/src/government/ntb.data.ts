import type { GovernmentCode, ProvinceCode } from '@komitmen/kernel';
import type { Government } from './government.entity';

const province = '52' as ProvinceCode;
const timeZone = 'Asia/Makassar';

const regency = (code: string, name: string, latitude: number, longitude: number, col: number, row: number): Government => ({
  code: code as GovernmentCode,
  name,
  kind: name.startsWith('Kota ') ? 'kota' : 'kabupaten',
  province,
  timeZone,
  tile: { col, row },
  centroid: { latitude, longitude },
});

/** Nusa Tenggara Barat: Kemendagri codes; tiles leave the strait between columns 2 and 3, Selat Alas. */
export const NTB: readonly Government[] = [
  { code: province, name: 'Provinsi NTB', kind: 'province', province, timeZone, tile: null, centroid: null },
  regency('52.01', 'Kabupaten Lombok Barat', -8.67, 116.09, 0, 1),
  regency('52.02', 'Kabupaten Lombok Tengah', -8.72, 116.29, 1, 1),
  regency('52.03', 'Kabupaten Lombok Timur', -8.53, 116.53, 2, 0),
  regency('52.04', 'Kabupaten Sumbawa', -8.7, 117.48, 4, 0),
  regency('52.05', 'Kabupaten Dompu', -8.47, 118.22, 5, 0),
  regency('52.06', 'Kabupaten Bima', -8.47, 118.62, 6, 1),
  regency('52.07', 'Kabupaten Sumbawa Barat', -8.83, 116.91, 3, 1),
  regency('52.08', 'Kabupaten Lombok Utara', -8.35, 116.28, 1, 0),
  regency('52.71', 'Kota Mataram', -8.59, 116.11, 0, 0),
  regency('52.72', 'Kota Bima', -8.45, 118.78, 6, 0),
];
