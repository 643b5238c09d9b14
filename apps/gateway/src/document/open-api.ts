import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The generated file that CI holds equal to the code, found from the sources and from the build alike. */
function locate(folder = __dirname): string {
  const candidate = join(folder, 'docs', 'openapi.json');
  if (existsSync(candidate)) return candidate;
  if (dirname(folder) === folder) throw new Error('docs/openapi.json is missing: run "npm run generate"');
  return locate(dirname(folder));
}

let document: unknown;

export function openApi(): unknown {
  document ??= JSON.parse(readFileSync(locate(), 'utf8'));
  return document;
}
