import { type Link, LINKS } from '@komitmen/kernel';
import type { LinkView } from '../figure/figure';
import { allocationView } from './allocation-view';
import { commitmentView } from './commitment-view';
import { protectedFigure } from './coverage';
import { claimFigure } from './headcount';
import type { Knowledge } from './knowledge';
import { disbursementView, receiptView } from './payment-view';

type View = Pick<LinkView, 'state' | 'figure' | 'figures'>;

const VIEWS: Readonly<Record<Link, (knowledge: Knowledge) => View>> = {
  commitment: commitmentView,
  allocation: allocationView,
  disbursement: disbursementView,
  receipt: receiptView,
  protection: protectionView,
};

/** The five links in order, each unknown, declared none, asserted zero or positive (R9). */
export function chainOf(knowledge: Knowledge, flagsOf: (link: Link) => readonly string[]): LinkView[] {
  return LINKS.map((link) => ({ link, ...VIEWS[link](knowledge), stated: knowledge.stated.byLink[link], flags: flagsOf(link) }));
}

/** The accepted reports, then the slices that are "of which" or speak of other parts of the people. */
function protectionView(knowledge: Knowledge): View {
  const { accepted, slices } = knowledge.headcount;
  const parts = (accepted?.parts ?? []).map((part) => part.accepted);
  const others = slices.filter((slice) => !parts.some(({ eventId }) => eventId === slice.eventId));
  const state = accepted === undefined ? 'unknown' : accepted.persons === 0 ? 'asserted-zero' : 'positive';
  return { state, figure: protectedFigure(knowledge), figures: [...parts, ...others].map(claimFigure) };
}
