import { generateTokenKeys, type TokenKeys, TokenSigner } from './token-signer';
import { TokenVerifier } from './token-verifier';

const subject = { accountId: '01981000-0000-7000-8000-000000000001', role: 'planner', scope: '52', sessionId: 'one' } as const;

describe('a token that was verified before', () => {
  let keys: TokenKeys;
  let verifier: TokenVerifier;
  let token: string;
  beforeEach(async () => {
    keys = await generateTokenKeys();
    verifier = new TokenVerifier(keys.publicKeys);
    token = await new TokenSigner(keys.privateKey).sign(subject, 60);
    await verifier.verify(token, '10.0.0.1');
  });
  afterEach(() => jest.restoreAllMocks());

  it('says the same again, of whoever sends it now', async () => {
    const { actor, sessionId } = await verifier.verify(token, '10.0.0.2');
    expect(actor).toMatchObject({ accountId: subject.accountId, role: 'planner', scope: '52', remoteAddress: '10.0.0.2' });
    expect(sessionId).toBe('one');
  });

  it('is refused once its time is over', async () => {
    const later = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    await expect(verifier.verify(token, '10.0.0.1')).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('lends nothing to another with the same claims and no good signature', async () => {
    const [head, claims] = token.split('.');
    const other = await new TokenSigner((await generateTokenKeys()).privateKey).sign(subject, 60);
    await expect(verifier.verify(`${head}.${claims}.${other.split('.')[2]}`, '10.0.0.1')).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('is forgotten when many others came after it, and verified anew', async () => {
    const signer = new TokenSigner(keys.privateKey);
    for (let number = 0; number < 1_001; number += 1)
      await verifier.verify(await signer.sign({ ...subject, sessionId: `session-${number}` }, 60), '10.0.0.1');
    expect((await verifier.verify(token, '10.0.0.1')).sessionId).toBe('one');
  });
});
