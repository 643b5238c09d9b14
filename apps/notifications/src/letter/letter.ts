import { type LaggardFlagged, POSTS } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import type { Post, Reminder } from '../reminder/reminder';
import { isDue, type Moment } from '../working-time/working-time';
import { inIndonesianForm, longDate } from './indonesian';
import { plainWords } from './plain-words';
import { wordsOf } from './rule-words';

export type Evidence = LaggardFlagged['evidence'][number];

/** One flag, as the letter speaks of it. */
export interface Matter {
  readonly flagId: string;
  readonly rule: LaggardFlagged['rule'];
  readonly fiscalYear: number;
  readonly since: BusinessDate;
  readonly rung: number;
  readonly evidence: readonly Evidence[];
}

export interface Addressee {
  readonly post: Post;
  /** The post as it is addressed, never a person's name. */
  readonly title: string;
}

export interface LetterInput {
  readonly government: { readonly code: string; readonly name: string };
  readonly recipient: Addressee;
  /** The other posts of the government, each of which gets a letter of its own. */
  readonly copies: readonly Addressee[];
  readonly date: BusinessDate;
  readonly matters: readonly Matter[];
  /** Null when no term is set: then the answer is asked for as soon as possible. */
  readonly answerBy: BusinessDate | null;
  readonly replyTo: string;
  readonly applicationUrl: string | null;
}

export interface Item {
  readonly matter: string;
  readonly since: string;
  readonly evidence: readonly string[];
  readonly asked: string;
}

/** A letter's parts in reading order; the plain text and the HTML say the same words. */
export interface Letter {
  readonly subject: string;
  readonly head: readonly (readonly [label: string, value: string])[];
  readonly date: string;
  readonly salutation: string;
  readonly opening: readonly string[];
  readonly items: readonly Item[];
  readonly closing: readonly string[];
  readonly copies: readonly string[];
  readonly footer: string;
}

/** One letter per recipient and day: the same three give the same id, which is also the left part of the Message-ID. */
export const letterId = (government: string, post: Post, date: BusinessDate): string => `${government}-${post}-${date}`;

/** The application's own reference. It imitates no office's numbering. */
export const letterReference = (government: string, post: Post, date: BusinessDate): string =>
  `KOM/${government}/${date}/${POSTS.indexOf(post) + 1}`;

/** What is due now, gathered per recipient. */
export function dueByRecipient(reminders: readonly Reminder[], now: Moment): Map<string, Reminder[]> {
  const byRecipient = new Map<string, Reminder[]>();
  for (const reminder of reminders) {
    if (reminder.state !== 'scheduled' || !isDue(reminder.due, now)) continue;
    const key = `${reminder.government} ${reminder.post}`;
    byRecipient.set(key, [...(byRecipient.get(key) ?? []), reminder]);
  }
  return byRecipient;
}

export function composeLetter(input: LetterInput): Letter {
  const { recipient, date } = input;
  const government = { ...input.government, name: plainWords(input.government.name) };
  const matter = `Pengingat perlindungan jaminan sosial ketenagakerjaan ${government.name}, tahun anggaran ${yearsOf(input.matters)}`;
  const reference = letterReference(government.code, recipient.post, date);
  return {
    subject: `${matter} (${reference})`,
    head: [
      ['Nomor', `${reference} (nomor rujukan aplikasi)`],
      ['Sifat', 'Biasa'],
      ['Lampiran', '-'],
      ['Hal', matter],
    ],
    date: longDate(date),
    salutation: `Yth. ${plainWords(recipient.title)}`,
    opening: [
      'Dengan hormat,',
      `Bersama ini kami sampaikan hal berikut, sebagaimana tercatat dalam aplikasi Komitmen per ${longDate(date)}.`,
    ],
    items: input.matters.map((one) => itemOf(one, government.name)),
    closing: [
      ...answerParagraphs(input),
      'Apabila telah disampaikan, mohon abaikan pesan ini.',
      'Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.',
    ],
    copies: input.copies.map((copy) => plainWords(copy.title)),
    footer: 'Pemberitahuan ini dikirim oleh aplikasi Komitmen dan bukan surat dinas.',
  };
}

const yearsOf = (matters: readonly Matter[]): string =>
  [...new Set(matters.map((one) => one.fiscalYear))].sort((a, b) => a - b).join(' dan ');

function itemOf(matter: Matter, government: string): Item {
  const words = wordsOf(matter.rule, government, matter.fiscalYear);
  return {
    matter: words.matter,
    since: `Tercatat sejak ${longDate(matter.since)}${matter.rung > 1 ? `; ini pengingat ke-${matter.rung}` : ''}.`,
    evidence: matter.evidence.map(evidenceLine),
    asked: `Mohon kesediaan Bapak/Ibu ${words.asked}.`,
  };
}

/** What a source says is quoted with its name; what the application has computed is told as the application's own. */
function evidenceLine({ statement, source }: Evidence): string {
  const said = plainWords(statement);
  if (source === null) return `Menurut catatan aplikasi Komitmen: ${inIndonesianForm(said)}`;
  const publisher = source.publisher ? `${plainWords(source.publisher)}, ` : '';
  const date = source.date === null ? 'tanpa tanggal' : longDate(source.date);
  return `Menurut ${publisher}${plainWords(source.title)}, ${date}: ${quoted(said)}`;
}

const quoted = (words: string): string => (/^["“][^"“”]*["”]$/.test(words) ? words : `“${words}”`);

function answerParagraphs({ answerBy, replyTo, applicationUrl }: LetterInput): string[] {
  const term = answerBy === null ? 'sesegera mungkin' : `paling lambat ${longDate(answerBy)}`;
  const application = applicationUrl === null ? 'mencatatnya di aplikasi Komitmen' : `mencatatnya di aplikasi Komitmen (${applicationUrl})`;
  return [
    `Jawaban kami harapkan ${term}, dengan ${application} atau membalas surat elektronik ini (${replyTo}).`,
    'Apabila ada data yang keliru, mohon sampaikan pembetulannya beserta sumber dan tanggalnya melalui cara yang sama.',
  ];
}
