import { DomainError } from '@komitmen/kernel';
import { type Account, changeState, requireFittingScope } from './account';

function codeOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'accepted';
}

const account: Account = { id: 'a', username: 'bpkad.mataram', role: 'treasury-officer', scope: '52.71', state: 'enabled', version: 3 };

describe('an account', () => {
  it.each([
    ['enabled', 'disabled', 'disabled'],
    ['disabled', 'enabled', 'enabled'],
    ['enabled', 'removed', 'removed'],
    ['disabled', 'removed', 'removed'],
  ] as const)('that is %s becomes, by %s, %s in a new version', (state, change, expected) => {
    expect(changeState({ ...account, state }, change, 'admin')).toMatchObject({ state: expected, version: 4 });
  });

  it('that is removed stays removed', () => {
    expect(codeOf(() => changeState({ ...account, state: 'removed' }, 'enabled', 'admin'))).toBe('account-removed-already');
  });

  it('does not change when it is so already', () => {
    expect(changeState({ ...account, state: 'disabled' }, 'disabled', 'admin').version).toBe(3);
  });

  it('is not disabled by its own holder', () => {
    expect(codeOf(() => changeState(account, 'disabled', 'a'))).toBe('own-account');
  });
});

describe('the scope of an account', () => {
  it.each(['planner', 'administrator'] as const)('of a %s is a province', (role) => {
    expect(codeOf(() => requireFittingScope(role, '52.71'))).toBe('scope-needs-province');
    expect(() => requireFittingScope(role, '52')).not.toThrow();
  });

  it('of an officer is any one government, the province included', () => {
    expect(() => requireFittingScope('treasury-officer', '52')).not.toThrow();
    expect(() => requireFittingScope('enrolment-officer', '52.71')).not.toThrow();
  });
});
