/** Fails when what the first page needs exceeds the promised size. Run after `vite build`. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 250_000;
const dist = new URL('./dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const needed = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The manifest names no ${key}; did the file move?`);
  if (needed.has(chunk.file)) return;
  needed.add(chunk.file);
  (chunk.imports ?? []).forEach(visit);
};
visit('index.html');
visit('src/overview/overview.page.tsx');

let total = 0;
for (const file of needed) {
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  JavaScript of the first page, gzipped; limit ${LIMIT}`);
if (total > LIMIT) {
  console.error('Too large: split a route, or leave a component out.');
  process.exit(1);
}
