/** A number in the unit of a column, as exact as people read it: `1234.567` is 1235, and `0.0123456` is 0.01235. */
export const inFourDigits = (value: number): number =>
  Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
