// What the measurements take from the built server; nothing here is loaded before the build is known to be up to date.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkout } from '../local/prepare.mjs';

const require = createRequire(import.meta.url);

export const library = (name) => require(join(checkout, 'dist/libs', name, 'src/index.js'));
export const app = (name) => require(join(checkout, 'dist/apps', name, 'src/index.js'));

export const freePort = () => library('platform').freePort();

/** An hour's token of somebody whom no account list needs to know: of NTB, or of another province. */
export function signToken(privateKey, role, scope = '52') {
  const { CONSOLE_ACCOUNT_ID, parsePrivateKey, TokenSigner } = library('platform');
  const signer = new TokenSigner(parsePrivateKey(privateKey));
  return signer.sign({ accountId: CONSOLE_ACCOUNT_ID, role, scope, sessionId: 'console' }, 3_600);
}
