import { day, headcount, ownOfficer, stated, subject } from '../../test/builders';
import { changedLinks, scorecardOn } from './scorecard';

const DAY = day('2025-12-31');
const reports = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const on = `2025-${String(index + 1).padStart(2, '0')}-28`;
    return headcount('52.71', 100 + index, { ...ownOfficer('52.71'), holdsOn: on, knownOn: on });
  });
const scorecardAfter = (count: number) => scorecardOn(subject(reports(count)), DAY);

describe('the history of a figure', () => {
  it('stands whole in the chain, and its newest part in what a list shows, which says how much more there is', () => {
    const { summary, particulars } = scorecardAfter(9);
    const inChain = particulars.chain.find(({ link }) => link === 'protection')?.figure;
    expect(inChain?.earlier?.map(({ value }) => value)).toEqual(['107', '106', '105', '104', '103', '102', '101', '100']);
    expect(inChain).not.toHaveProperty('evenEarlier');
    expect(summary.links.protection).toMatchObject({ value: '108', evenEarlier: 5 });
    expect(summary.links.protection.earlier?.map(({ value }) => value)).toEqual(['107', '106', '105']);
  });

  it('is whole in a list too while it is short', () => {
    const { links } = scorecardAfter(4).summary;
    expect(links.protection.earlier).toHaveLength(3);
    expect(links.protection).not.toHaveProperty('evenEarlier');
  });

  it('counts all earlier values, also those that no figure shows', () => {
    const daily = Array.from({ length: 25 }, (_, index) => {
      const on = `2025-03-${String(index + 1).padStart(2, '0')}`;
      return headcount('52.71', 100 + index, { ...ownOfficer('52.71'), holdsOn: on, knownOn: on });
    });
    const { summary, particulars } = scorecardOn(subject(daily), DAY);
    const inChain = particulars.chain.find(({ link }) => link === 'protection')?.figure;
    expect(inChain).toMatchObject({ value: '124', evenEarlier: 4 });
    expect(inChain?.earlier).toHaveLength(20);
    expect(summary.links.protection).toMatchObject({ value: '124', evenEarlier: 21 });
    const late = headcount('52.71', 7, { ...ownOfficer('52.71'), holdsOn: '2025-03-10', knownOn: '2025-12-30' });
    expect(changedLinks(summary, scorecardOn(subject([...daily, late]), DAY).summary)).toEqual(['protection']);
  });

  it('of the eligible workers stands whole on the page of the government', () => {
    const statements = Array.from({ length: 6 }, (_, index) =>
      stated('52.71', 'eligible-workers', String(1000 + index), { definition: 'pekerja', holdsOn: `2025-0${index + 1}-01` }),
    );
    const { summary, particulars } = scorecardOn(subject(statements), DAY);
    expect(summary.eligible).toMatchObject({ value: '1005', evenEarlier: 2 });
    expect(particulars.eligible.earlier?.map(({ value }) => value)).toEqual(['1004', '1003', '1002', '1001', '1000']);
  });

  it('makes what a list shows of a government no longer with every report', () => {
    const length = (count: number) => JSON.stringify(scorecardAfter(count).summary).length;
    expect(length(12)).toBeLessThan(length(5) + 50);
  });

  it('is not repeated in the coverage that the figure is a part of', () => {
    const eligible = ['1000', '2000'].map((value, index) =>
      stated('52.71', 'eligible-workers', value, { definition: 'pekerja', holdsOn: `2025-0${index + 1}-01` }),
    );
    const { coverage } = scorecardOn(subject([...reports(9), ...eligible]), DAY).summary;
    expect(coverage).toMatchObject({ numerator: { value: '108' }, denominator: { value: '2000' } });
    expect(coverage.numerator).not.toHaveProperty('earlier');
    expect(coverage.denominator).not.toHaveProperty('earlier');
  });

  it('is left out of the coverage alone: who disputes a part is told there, too', () => {
    const other = { knownOn: '2025-08-01' };
    const disputed = [
      headcount('52.71', 17_000),
      ...(['BPU', 'PU'] as const).map((segment) => headcount('52.71', 9_000, { ...other, segment })),
    ];
    const { coverage } = scorecardOn(subject(disputed), DAY).summary;
    expect(coverage.numerator).toMatchObject({ value: '17000', disputed: [{ value: '18000' }] });
  });

  it('tells of a change that lies beyond what a list shows of it', () => {
    const late = headcount('52.71', 7, { ...ownOfficer('52.71'), holdsOn: '2025-01-02', knownOn: '2025-12-30' });
    const after = scorecardOn(subject([...reports(9), late]), DAY).summary;
    expect(changedLinks(scorecardAfter(9).summary, after)).toEqual(['protection']);
  });
});
