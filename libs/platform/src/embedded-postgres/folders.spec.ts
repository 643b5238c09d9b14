import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from './cannot-start';
import { ensureDataFolder } from './folders';

describe('the data folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'komitmen-folder-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each([['data'], [join('data', 'below')]])(
    'says in one sentence that %s cannot be one where "data" is a file, and leaves the file alone',
    (path) => {
      const file = join(root, 'data');
      writeFileSync(file, 'a letter', { mode: 0o600 });
      expect(() => ensureDataFolder(join(root, path))).toThrow(CannotStart);
      expect(() => ensureDataFolder(join(root, path))).toThrow(
        /^The data folder \S+ cannot be written \(ENOTDIR\); set DATA_DIR to a folder/,
      );
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  );
});
