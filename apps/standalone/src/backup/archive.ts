import { CannotStart, codeOf } from '@komitmen/platform';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Say } from '../first-start';
import type { ArchivedFile, Manifest } from './manifest';
import { telling } from './telling';

const MANIFEST = 'manifest.json';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A backup that is being written: a folder under a temporary name, readable by its owner only, that gets its name when it is whole. */
export class NewArchive {
  private readonly half: string;

  constructor(private readonly folder: string) {
    if (existsSync(folder)) throw new CannotStart(`${folder} is there already; name a folder that does not exist yet.`);
    this.half = `${folder}.part`;
    // What a backup left that was ended in the middle.
    rmSync(this.half, { recursive: true, force: true });
    mkdirSync(this.half, { recursive: true, mode: 0o700 });
  }

  /** One file of the backup, compressed; resolves when it is on the disk. */
  async write(name: string, content: Readable, say: Say): Promise<ArchivedFile> {
    const file = `${name}.gz`;
    const hash = createHash('sha256');
    let bytes = 0;
    const measured = async function* (chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    const to = createWriteStream(join(this.half, file), { mode: 0o600, flags: 'wx', flush: true });
    await pipeline(content, telling(name, say), gzip, measured, to);
    return { name: file, bytes, sha256: hash.digest('hex') };
  }

  finish(manifest: Manifest): void {
    const content = { manifest, sha256: sha256(JSON.stringify(manifest)) };
    writeFileSync(join(this.half, MANIFEST), `${JSON.stringify(content, null, 1)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(this.half, this.folder);
  }

  discard(): void {
    rmSync(this.half, { recursive: true, force: true });
  }
}

/** A backup as it lies in its folder. */
export class Archive {
  readonly manifest: Manifest;

  /** @throws CannotStart when the folder holds no backup, or one whose table of contents was changed. */
  constructor(private readonly folder: string) {
    const { manifest, digest } = this.contents();
    if (digest !== sha256(JSON.stringify(manifest))) throw this.damaged(`${MANIFEST} was changed or cut`);
    if (Reflect.get(Object(manifest), 'format') !== 1)
      throw new CannotStart(`The backup ${folder} has a form that this version does not know.`);
    this.manifest = manifest as Manifest;
  }

  /** Reads every file to its end. @throws CannotStart naming the first that is not as it was written. */
  async verify(): Promise<void> {
    const { tables, topics } = this.manifest;
    for (const { file } of [...tables, ...topics]) {
      const size = statSync(join(this.folder, file.name), { throwIfNoEntry: false })?.size;
      if (size === undefined) throw this.damaged(`${file.name} is missing`);
      if (size !== file.bytes) throw this.damaged(`${file.name} has ${size} bytes instead of ${file.bytes}`);
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(this.folder, file.name)), hash);
      if (hash.digest('hex') !== file.sha256) throw this.damaged(`${file.name} has another checksum than when it was written`);
    }
  }

  /** The content of a file; an error of its reading is one of the stream. */
  read({ name }: ArchivedFile, say: Say): Readable {
    const content = new PassThrough();
    pipeline(createReadStream(join(this.folder, name)), createGunzip(), telling(name.replace(/\.gz$/, ''), say), content).catch(
      (error: unknown) => {
        content.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return content;
  }

  private contents(): { manifest: unknown; digest: unknown } {
    try {
      const content: unknown = JSON.parse(readFileSync(join(this.folder, MANIFEST), 'utf8'));
      return { manifest: Reflect.get(Object(content), 'manifest'), digest: Reflect.get(Object(content), 'sha256') };
    } catch (error) {
      if (error instanceof SyntaxError) throw this.damaged(`${MANIFEST} was changed or cut`);
      throw new CannotStart(`There is no backup in ${this.folder}: its ${MANIFEST} cannot be read (${codeOf(error) ?? 'unknown error'}).`);
    }
  }

  private damaged(what: string): CannotStart {
    return new CannotStart(`The backup ${this.folder} is damaged: ${what}. Nothing was changed.`);
  }
}
