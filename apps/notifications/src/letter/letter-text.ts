import type { Item, Letter } from './letter';

/** The letter as plain text, one line per paragraph: the reader's program breaks the lines. */
export function letterText(letter: Letter): string {
  const width = Math.max(...letter.head.map(([label]) => label.length));
  const blocks = [
    letter.head.map(([label, value]) => `${label.padEnd(width)} : ${value}`).join('\n'),
    letter.date,
    letter.salutation,
    ...letter.opening,
    ...letter.items.map(itemText),
    ...letter.closing,
    ...(letter.copies.length === 0 ? [] : [['Tembusan:', ...letter.copies.map((title, index) => `${index + 1}. ${title}`)].join('\n')]),
    letter.footer,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const itemText = (item: Item, index: number): string =>
  [
    `${index + 1}. ${item.matter} ${item.since}`,
    ...(item.evidence.length === 0 ? [] : ['   Dasar:', ...item.evidence.map((line) => `   - ${line}`)]),
    `   ${item.asked}`,
  ].join('\n');
