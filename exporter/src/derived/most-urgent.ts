/**
 * Indexes of the largest of the values, at most `count` of them; among equals the first.
 * One sort of plain numbers, as there can be a hundred thousand.
 */
export function mostUrgent(values: Float64Array, count: number): Int32Array {
  if (count <= 0) return new Int32Array();
  if (values.length <= count) return Int32Array.from(values, (_, index) => index);
  const least = values.toSorted()[values.length - count] ?? -Infinity;
  let above = 0;
  for (const value of values) if (value > least) above++;
  let equals = count - above;
  const chosen = new Int32Array(count);
  let length = 0;
  values.forEach((value, index) => {
    if (value < least || (value === least && equals-- <= 0)) return;
    chosen[length++] = index;
  });
  return chosen;
}
