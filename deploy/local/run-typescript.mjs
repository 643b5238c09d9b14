/** Runs a program from its source, as the built one runs: `node run-typescript.mjs <file> [words]`. */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { resolve } from 'node:path';
import { transformSync } from '@swc/core';

const cwd = resolve(import.meta.dirname, '../..');

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, cwd, sourceMaps: 'inline' });
  module._compile(code, filename);
};

createRequire(import.meta.url)(resolve(process.argv[2] ?? ''));
