import { ALL_ROWS, RowView } from '../../../shared/domain/datasets/datasetView.ts';
import type { AddressCodec } from '../../ui/useAddressState.ts';

export const TABS = ['preview', 'columns', 'search', 'label', 'doctor', 'rejected', 'charts', 'history'] as const;
export type DatasetTab = (typeof TABS)[number];

/** What is looked at on a data set's page. */
export interface DatasetPlace {
  tab: DatasetTab;
  view: RowView;
  /** Last row in view, from 0; 0 is the beginning. */
  row: number;
}

/** Longer ones stay out of the address: a finding of a thousand rows. */
const LONGEST = 6000;

const Part = RowView.pick({ filters: true, sort: true });

export const datasetAddress: AddressCodec<DatasetPlace> = {
  keys: ['tab', 'q', 'view', 'row'],
  read(params) {
    const row = Number(params.get('row') ?? '');
    return {
      tab: TABS.find((name) => name === params.get('tab')) ?? 'preview',
      view: { ...ALL_ROWS, ...readPart(params.get('view')), search: (params.get('q') ?? '').slice(0, 1000) },
      row: Number.isSafeInteger(row) && row > 0 ? row - 1 : 0,
    };
  },
  write({ tab, view: { filters, search, sort }, row }) {
    const part = filters.length > 0 || sort ? JSON.stringify({ filters, sort }) : '';
    return [
      ...(tab === 'preview' ? [] : [['tab', tab] as const]),
      ...(search === '' ? [] : [['q', search] as const]),
      ...(part === '' || part.length > LONGEST ? [] : [['view', part] as const]),
      ...(row === 0 ? [] : [['row', String(row + 1)] as const]),
    ];
  },
};

function readPart(text: string | null): Pick<RowView, 'filters' | 'sort'> {
  try {
    return Part.parse(JSON.parse(text ?? '{"filters":[],"sort":null}'));
  } catch {
    // Typed, cut, or of another version.
    return { filters: [], sort: null };
  }
}
