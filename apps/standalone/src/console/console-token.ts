import { CannotStart, CONSOLE_ACCOUNT_ID, parsePrivateKey, type Role, TokenSigner } from '@komitmen/platform';

const tokenSeconds = 60;

/** A short token, signed with the installation's own key. */
export async function consoleToken(privateKey: string, role: Role = 'administrator'): Promise<string> {
  const signer = new TokenSigner(keyOf(privateKey));
  return signer.sign({ accountId: CONSOLE_ACCOUNT_ID, role, scope: '52', sessionId: 'console' }, tokenSeconds);
}

function keyOf(text: string): ReturnType<typeof parsePrivateKey> {
  try {
    return parsePrivateKey(text);
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : String(error)}.`);
  }
}
