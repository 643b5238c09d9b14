import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';

const arguments_ = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
];

/**
 * A headless Chromium for browser tests. On Linux x64 it comes out of an npm package, with the libraries and fonts it
 * needs, so that no system package is; elsewhere the installed Chrome is used, or what CHROMIUM_PATH names.
 */
export async function launchBrowser(): Promise<Browser> {
  // Loaded only here: most tests that take something from this library open no browser.
  const { chromium } = await import('playwright-core');
  const installed = process.env['CHROMIUM_PATH'];
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: arguments_ });
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome', args: arguments_ });
  const folder = unpacked();
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: arguments_,
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') },
  });
}

/** The package's own file names folders of another machine; without any font Chromium ends at the first page. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** Unpacked once per checkout (180 MB), under a temporary name until it is whole. */
function unpacked(): string {
  const folder = resolve(require.resolve('@sparticuz/chromium'), '../../../../../.cache/komitmen-chromium-2');
  if (existsSync(folder)) return folder;
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  // The package unpacks into TMPDIR, and its libraries only where it believes to run on Amazon Linux 2023.
  const result = spawnSync(process.execPath, ['-e', `require('@sparticuz/chromium').executablePath()`], {
    cwd: resolve(__dirname),
    env: { ...process.env, TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`Chromium could not be unpacked: ${result.stderr}`);
  }
  writeFileSync(join(half, 'fonts', 'fonts.conf'), FONTS);
  try {
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
