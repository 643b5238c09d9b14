import { DomainError } from '@komitmen/kernel';

/** From the council's hearing to the year's end; each later stage follows the one before it. */
export const STAGES = ['proposed', 'drafted', 'enacted', 'executable', 'closed'] as const;
export type Stage = (typeof STAGES)[number];
export type OpenStage = Exclude<Stage, 'closed'>;

export const NEXT = { proposed: 'drafted', drafted: 'enacted', enacted: 'executable', executable: 'closed' } as const satisfies Record<
  OpenStage,
  Stage
>;

const WORDS: Readonly<Record<Stage, string>> = {
  proposed: 'usulan (KUA-PPAS)',
  drafted: 'rancangan (RAPBD)',
  enacted: 'ditetapkan (Perda)',
  executable: 'dapat dilaksanakan (DPA atau DPPA)',
  closed: 'ditutup',
};

/**
 * Later moves skip no stage and never go back; staying is allowed.
 * @throws DomainError `stage-skipped` or `stage-passed` (409), naming the stage that comes next.
 */
export function requireNextStage(from: OpenStage, to: Stage): void {
  const next = NEXT[from];
  if (to === from || to === next) return;
  const data = { field: 'stage', from, to, next };
  if (STAGES.indexOf(to) < STAGES.indexOf(from))
    throw new DomainError('conflict', 'stage-passed', `Tahap "${WORDS[to]}" sudah dilewati. Tahap berikutnya "${WORDS[next]}".`, data);
  const message = `Dari tahap "${WORDS[from]}" tidak dapat langsung ke "${WORDS[to]}". Tahap berikutnya "${WORDS[next]}".`;
  throw new DomainError('conflict', 'stage-skipped', message, data);
}
