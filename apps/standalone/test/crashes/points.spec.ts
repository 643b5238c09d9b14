import { STEPS } from '@komitmen/messaging';
import { SERVICES } from '../distributed/cluster';
import { onePointEach, pointsOf } from './points';

const withoutService = (point: string): string => point.slice(point.indexOf('/') + 1);

describe('the points at which processes are killed', () => {
  it('are every step of the registry, before and after it, but the end of a rebuild, which nothing here sets going', () => {
    const missing = Object.keys(STEPS).flatMap((step) => [`${step}.before`, `${step}.after`]);
    for (const point of pointsOf('notifications').map(withoutService)) missing.splice(missing.indexOf(point), 1);
    expect(missing).toEqual(['rebuild.swap.before', 'rebuild.swap.after']);
  });

  it('are the same for every service but for mail, which one alone sends', () => {
    for (const service of SERVICES.filter((name) => name !== 'notifications'))
      expect(pointsOf(service).map(withoutService)).toEqual(
        pointsOf('notifications')
          .map(withoutService)
          .filter((point) => !/^(letters|queue|mail)\./.test(point)),
      );
  });

  it('are each there once where a seed chooses the services, the same for the same seed', () => {
    const points = onePointEach(SERVICES, 1);
    expect(points.map(withoutService)).toEqual(pointsOf('notifications').map(withoutService));
    expect(onePointEach(SERVICES, 1)).toEqual(points);
    expect(onePointEach(SERVICES, 2)).not.toEqual(points);
  });
});
