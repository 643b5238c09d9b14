import { LINKS } from '@komitmen/kernel';
import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Figure, ScorecardList, ScorecardRow } from '../api/types';
import { useView } from '../session/session';
import { regenciesOf } from './sentence';
import { standing, weightOf } from './tile-scale';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnFilteringFeature,
  filteredRowModel: createFilteredRowModel(),
});
const helper = createColumnHelper<typeof features, ScorecardRow>();

/** Unknown is not small: it sorts last in either direction. */
const sortable = (figure: Figure): number | undefined =>
  figure.value === null || figure.unit === 'text' ? undefined : Number(figure.value);

const columns = helper.columns([
  helper.accessor((row) => row.government.name.replace(/^(Kabupaten|Kota) /, ''), {
    id: 'government',
    sortFn: (a, b, id) => a.getValue<string>(id).localeCompare(b.getValue<string>(id)),
    sortDescFirst: false,
    enableColumnFilter: false,
  }),
  helper.accessor((row) => sortable(row.eligible), {
    id: 'eligible',
    sortUndefined: 'last',
    sortDescFirst: true,
    enableColumnFilter: false,
  }),
  ...LINKS.map((link) =>
    helper.accessor((row) => sortable(row.links[link]), {
      id: link,
      sortUndefined: 'last',
      sortDescFirst: true,
      enableColumnFilter: false,
    }),
  ),
  helper.accessor((row) => sortable(row.coverage), {
    id: 'coverage',
    sortUndefined: 'last',
    sortDescFirst: true,
    enableColumnFilter: false,
  }),
  helper.accessor((row) => weightOf(row.flags), {
    id: 'flags',
    sortDescFirst: true,
    filterFn: (row, _id, wanted: string) => {
      const flags = standing(row.original.flags);
      if (wanted === 'ada') return flags.length > 0;
      return wanted === 'tanpa' ? flags.length === 0 : flags.some((flag) => flag.rule === wanted);
    },
  }),
]);

const DEFAULT_SORT = '-flags';

/** Sort and filter live in the address: a link shows the same view, and Back works. */
export function useScorecardTable(list: ScorecardList) {
  const [search] = useSearchParams();
  const { set } = useView();
  const data = useMemo(() => regenciesOf(list), [list]);
  const order = search.get('urut') ?? DEFAULT_SORT;
  const filter = search.get('bendera');
  const sorting = useMemo((): SortingState => [{ id: order.replace(/^-/, ''), desc: order.startsWith('-') }], [order]);
  const columnFilters = useMemo(() => (filter === null ? [] : [{ id: 'flags', value: filter }]), [filter]);
  const table = useTable({
    features,
    columns,
    data,
    state: { sorting, columnFilters },
    enableSortingRemoval: false,
    enableMultiSort: false,
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update;
      const text = next === undefined ? DEFAULT_SORT : `${next.desc ? '-' : ''}${next.id}`;
      set({ urut: text === DEFAULT_SORT ? null : text });
    },
    onColumnFiltersChange: () => undefined,
  });
  const rules = [...new Set(data.flatMap((row) => standing(row.flags).map((flag) => flag.rule)))];
  return { table, filter, rules };
}
