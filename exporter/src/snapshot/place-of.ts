/** The first place among ascending values whose value is not below `value`; their number where all are. */
export function firstPlace(ascending: Int32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a value stands among ascending ones that are all different; -1 when it is not there. */
export function placeOf(ascending: Int32Array, value: number): number {
  const place = firstPlace(ascending, value);
  return ascending[place] === value ? place : -1;
}
