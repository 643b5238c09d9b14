import type { Item, Letter } from './letter';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
const paragraph = (text: string): string => `<p>${escape(text)}</p>`;
const list = (kind: 'ol' | 'ul', items: readonly string[]): string =>
  `<${kind}>${items.map((item) => `<li>${item}</li>`).join('')}</${kind}>`;

/** The same words as HTML that a screen reader can walk through: no pictures, nothing from elsewhere, no colours that carry meaning. */
export function letterHtml(letter: Letter): string {
  return [
    '<!doctype html>',
    `<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(letter.subject)}</title></head>`,
    '<body style="font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff;max-width:42em;margin:1em auto;padding:0 1em">',
    `<table>${letter.head.map(headRow).join('')}</table>`,
    paragraph(letter.date),
    `<p><strong>${escape(letter.salutation)}</strong></p>`,
    ...letter.opening.map(paragraph),
    list('ol', letter.items.map(itemHtml)),
    ...letter.closing.map(paragraph),
    ...(letter.copies.length === 0 ? [] : [paragraph('Tembusan:'), list('ol', letter.copies.map(escape))]),
    `<hr><p><small>${escape(letter.footer)}</small></p>`,
    '</body></html>',
    '',
  ].join('\n');
}

const headRow = ([label, value]: readonly [string, string]): string =>
  `<tr><th scope="row" style="text-align:left;vertical-align:top;padding-right:1em;font-weight:normal">${escape(label)}</th><td>${escape(value)}</td></tr>`;

const itemHtml = (item: Item): string =>
  [
    `<p>${escape(item.matter)} ${escape(item.since)}</p>`,
    ...(item.evidence.length === 0 ? [] : [paragraph('Dasar:'), list('ul', item.evidence.map(escape))]),
    paragraph(item.asked),
  ].join('');
