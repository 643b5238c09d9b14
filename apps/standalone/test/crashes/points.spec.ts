import { STEPS } from '@komitmen/messaging';
import { type Service, SERVICES } from '../distributed/cluster';
import { onePointEach, pointsOf } from './points';

const withoutService = (point: string): string => point.slice(point.indexOf('/') + 1);

describe('the points at which processes are killed', () => {
  it('are of the same steps for every service, and of the rebuild and of mail for the one that has them', () => {
    const shared = pointsOf('gateway').map(withoutService);
    const own = (service: Service): string[] =>
      pointsOf(service)
        .map(withoutService)
        .filter((point) => !shared.includes(point));
    expect(own('scorecards')).toEqual(['rebuild.swap.before', 'rebuild.swap.after']);
    expect(own('notifications').every((point) => /^(letters|queue|mail)\./.test(point))).toBe(true);
    for (const service of SERVICES) expect(pointsOf(service).map(withoutService)).toEqual(expect.arrayContaining(shared));
  });

  it('are every step of the registry, before and after it, each once where a seed chooses the services, the same for the same seed', () => {
    const points = onePointEach(SERVICES, 1);
    expect(points.map(withoutService)).toEqual(Object.keys(STEPS).flatMap((step) => [`${step}.before`, `${step}.after`]));
    expect(onePointEach(SERVICES, 1)).toEqual(points);
    expect(onePointEach(SERVICES, 2)).not.toEqual(points);
  });
});
