import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldError } from './problem';
import { exampleOf } from './example';

interface Wording {
  readonly code: string;
  readonly message: (limits: readonly unknown[]) => string;
  readonly expected: (limits: readonly unknown[]) => string;
  readonly example?: string;
}

const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : String(value));
const fixed = (code: string, message: string, expected: string, example?: string): Wording => ({
  code,
  message: () => message,
  expected: () => expected,
  ...(example !== undefined && { example }),
});

/** Our words for what class-validator checks; a decorator's own `message` wins over them. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  isDefined: fixed('required', 'Wajib diisi.', 'terisi'),
  isNotEmpty: fixed('required', 'Wajib diisi.', 'terisi'),
  isString: fixed('not-a-text', 'Harus berupa teks.', 'teks'),
  isInt: fixed('not-a-whole-number', 'Harus bilangan bulat.', 'bilangan bulat', '12'),
  isNumber: fixed('not-a-number', 'Harus angka.', 'angka', '12'),
  isBoolean: fixed('not-a-boolean', 'Harus ya atau tidak.', 'true atau false', 'true'),
  isArray: fixed('not-a-list', 'Harus berupa daftar.', 'daftar'),
  isObject: fixed('not-an-object', 'Harus berupa rincian.', 'rincian'),
  nestedValidation: fixed('not-an-object', 'Harus berupa rincian.', 'rincian'),
  isEmail: fixed('not-an-email', 'Alamat surel tidak dapat dibaca.', 'alamat surel', 'bpkad@example.go.id'),
  isUuid: fixed('not-an-id', 'Nomor pengenal tidak dapat dibaca.', 'UUID'),
  isISO8601: fixed('not-a-date', 'Tanggal tidak dapat dibaca.', 'tahun-bulan-hari', '2025-07-15'),
  matches: fixed('wrong-form', 'Bentuknya tidak sesuai.', 'bentuk yang diminta'),
  whitelistValidation: fixed('unknown-field', 'Isian ini tidak dikenal.', 'tidak disertakan'),
  arrayUnique: fixed('not-unique', 'Tidak boleh ada yang sama.', 'isi yang berbeda-beda'),
  min: { code: 'too-small', message: ([limit]) => `Paling kecil ${String(limit)}.`, expected: ([limit]) => `${String(limit)} atau lebih` },
  max: { code: 'too-large', message: ([limit]) => `Paling besar ${String(limit)}.`, expected: ([limit]) => `${String(limit)} atau kurang` },
  minLength: {
    code: 'too-short',
    message: ([limit]) => `Paling sedikit ${String(limit)} huruf.`,
    expected: ([limit]) => `${String(limit)} huruf atau lebih`,
  },
  maxLength: {
    code: 'too-long',
    message: ([limit]) => `Paling banyak ${String(limit)} huruf.`,
    expected: ([limit]) => `${String(limit)} huruf atau kurang`,
  },
  isLength: {
    code: 'wrong-length',
    message: ([least, most]) => `Panjangnya harus ${String(least)} sampai ${String(most)} huruf.`,
    expected: ([least, most]) => `${String(least)} sampai ${String(most)} huruf`,
  },
  arrayMinSize: {
    code: 'too-few',
    message: ([limit]) => `Paling sedikit ${String(limit)}.`,
    expected: ([limit]) => `${String(limit)} atau lebih`,
  },
  arrayMaxSize: {
    code: 'too-many',
    message: ([limit]) => `Paling banyak ${String(limit)}.`,
    expected: ([limit]) => `${String(limit)} atau kurang`,
  },
  isIn: { code: 'not-a-choice', message: ([choices]) => `Pilih salah satu: ${list(choices)}.`, expected: ([choices]) => list(choices) },
  isEnum: {
    code: 'not-a-choice',
    message: ([, choices]) => `Pilih salah satu: ${list(choices)}.`,
    expected: ([, choices]) => list(choices),
  },
};

function metadataOf(error: ValidationError, constraint: string): { readonly limits: readonly unknown[]; readonly ownMessage: boolean } {
  const target = error.target?.constructor;
  const found =
    target === undefined
      ? undefined
      : getMetadataStorage()
          .getTargetValidationMetadatas(target, '', false, false)
          .find((metadata) => metadata.propertyName === error.property && metadata.name === constraint);
  const limits: unknown = found?.constraints;
  return {
    limits: Array.isArray(limits) ? (limits as readonly unknown[]) : [],
    ownMessage: found?.message !== undefined && found.message !== '',
  };
}

function fieldErrorOf(error: ValidationError, field: string): FieldError {
  const constraints = Object.entries(error.constraints ?? {});
  const missing = (error.value === undefined || error.value === null) && error.constraints?.whitelistValidation === undefined;
  const [constraint, theirs] = constraints.at(-1) ?? ['isDefined', ''];
  const example = exampleOf(error.target?.constructor, error.property);
  const wording = missing ? WORDINGS.isDefined : WORDINGS[constraint];
  const { limits, ownMessage } = metadataOf(error, constraint);
  const shown = example ?? wording?.example;
  return {
    field,
    code: wording?.code ?? 'not-valid',
    message: !missing && (ownMessage || wording === undefined) ? theirs : (wording?.message(limits) ?? theirs),
    ...(wording !== undefined && { expected: wording.expected(limits) }),
    ...(shown !== undefined && { example: shown }),
  };
}

/** One entry per wrong field, nested ones as `source.title` or `months.0`. */
export function fieldErrorsOf(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const children = fieldErrorsOf(error.children ?? [], field);
    return error.constraints === undefined ? children : [fieldErrorOf(error, field), ...children];
  });
}
