/** The widths of columns: what they ask for and, of the room that is left, shares for those that grow. */
export function fillRoom(columns: readonly { width: number; grows?: boolean }[], room: number): number[] {
  const asked = columns.reduce((sum, { width }) => sum + width, 0);
  const growing = columns.reduce((sum, { width, grows }) => sum + (grows ? width : 0), 0);
  const left = Math.max(0, room - asked);
  return columns.map(({ width, grows }) => (grows ? width + Math.floor((left * width) / growing) : width));
}
