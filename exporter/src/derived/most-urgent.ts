/**
 * Indexes of the largest of the values, at most `count` of them; among equals the first.
 * No value may be NaN.
 */
export function mostUrgent(values: Float64Array, count: number): Int32Array {
  if (count <= 0) return new Int32Array();
  if (values.length <= count) return Int32Array.from(values, (_, index) => index);
  const least = leastOfLargest(values, count);
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

/** Sorts a few at a time and keeps the largest of them: there can be a hundred thousand values, of which few are kept. */
function leastOfLargest(values: Float64Array, count: number): number {
  const kept = new Float64Array(2 * count);
  let length = 0;
  let floor = NaN;
  for (const value of values) {
    if (value <= floor) continue;
    kept[length++] = value;
    if (length < kept.length) continue;
    kept.sort().copyWithin(0, count);
    length = count;
    floor = kept[0] ?? NaN;
  }
  return kept.subarray(0, length).sort()[length - count] ?? NaN;
}
