import { expect, test } from 'vitest';
import { type PaletteItem, searchItems } from './paletteItems.ts';

const item = (kind: PaletteItem['kind'], name: string, also = ''): PaletteItem => ({
  ...{ key: `${kind} ${name}`, kind, name, also },
  target: { address: '/' },
});
const ITEMS = [
  item('action', 'Import a file'),
  item('dataset', 'products'),
  item('dataset', 'Our new products'),
  item('run', 'products · small', 'baseline night'),
  item('run', '产品描述'),
  item('model', 'byproducts'),
];
const names = (query: string, items = ITEMS) => searchItems(items, query).map(({ name }) => name);

test('what begins with the query comes first, then words that do, then what holds it', () => {
  expect(names('prod')).toEqual(['products', 'products · small', 'Our new products', 'byproducts']);
});

test('every word has to be there, in any order and case, in the name or beside it', () => {
  expect(names('SMALL prod')).toEqual(['products · small']);
  expect(names('baseline')).toEqual(['products · small']);
  expect(names('描述')).toEqual(['产品描述']);
  expect(names('products nowhere')).toEqual([]);
});

test('nothing typed shows all actions and a few things of each kind', () => {
  const many = Array.from({ length: 20 }, (_, index) => item('run', `run ${index}`));
  const actions = Array.from({ length: 12 }, (_, index) => item('action', `action ${index}`));
  expect(names('', [...actions, ...many])).toEqual([...actions, ...many.slice(0, 3)].map(({ name }) => name));
  expect(names('run', many)).toHaveLength(8);
});
