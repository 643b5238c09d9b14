import { armCrashPoint, crashPoint, takeStep } from './crash-points';

describe('a crash point', () => {
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  const arm = (point: string, mode = 'test'): void => armCrashPoint({ CRASH_AT: point, NODE_ENV: mode });
  beforeEach(() => kill.mockClear());
  afterAll(() => {
    armCrashPoint({});
    kill.mockRestore();
  });

  it('ends the process where it is armed, before or after the step, and nowhere else', async () => {
    const told: string[] = [];
    kill.mockImplementation(() => {
      told.push('killed');
      return true;
    });
    const work = (): Promise<void> => Promise.resolve(void told.push('worked'));
    arm('budgets/relay.append.before');
    await takeStep('budgets', 'relay.append', work);
    arm('budgets/relay.append.after');
    await takeStep('budgets', 'relay.append', work);
    await takeStep('budgets', 'relay.delete', work);
    await takeStep('regencies', 'relay.append', work);
    expect(told).toEqual(['killed', 'worked', 'worked', 'killed', 'worked', 'worked']);
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });

  it('counts passages', () => {
    arm('budgets/commit.before:3');
    for (let passage = 1; passage <= 3; passage += 1) {
      expect(kill).not.toHaveBeenCalled();
      crashPoint('budgets', 'commit', 'before');
    }
    expect(kill).toHaveBeenCalledTimes(1);
  });

  it('means nothing outside tests', () => {
    for (const mode of ['production', '']) {
      arm('budgets/commit.before', mode);
      crashPoint('budgets', 'commit', 'before');
    }
    expect(kill).not.toHaveBeenCalled();
  });

  it.each(['commit', 'budgets/comit.before', 'budgets/commit', 'budgets/commit.before:0', 'budgets/commit.during'])(
    'refuses %s, which is none, so that no run passes without its crash',
    (point) => {
      expect(() => arm(point)).toThrow('no crash point');
    },
  );
});
