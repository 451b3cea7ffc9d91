import { expect, test } from 'vitest';
import { fillRoom } from './columnWidths.ts';

const columns = [{ width: 80 }, { width: 100, grows: true }, { width: 300, grows: true }];

test('columns that grow share the room that is left', () => {
  expect(fillRoom(columns, 880)).toEqual([80, 200, 600]);
  expect(fillRoom(columns, 481)).toEqual([80, 100, 300]);
  expect(fillRoom(columns, 100)).toEqual([80, 100, 300]);
  expect(fillRoom([{ width: 80 }], 880)).toEqual([80]);
});
