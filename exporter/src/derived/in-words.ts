/** Numbers, times and names as a person reads them: the same on every machine, whatever its language. */

/** 12400 -> '12,400'. */
export function inThousands(value: number): string {
  const digits = String(Math.round(value));
  return digits.length < 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 1 -> '1 record', 12400 -> '12,400 records'. */
export function counted(value: number, noun: string): string {
  return `${inThousands(value)} ${noun}${Math.round(value) === 1 ? '' : 's'}`;
}

const dayMs = 86_400_000;

/** '14:02 UTC' on the day of `nowMs`, otherwise '2026-01-01 14:02 UTC'. Both in milliseconds since 1970. */
export function timeInWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs).toISOString();
  const time = `${at.slice(11, 16)} UTC`;
  return Math.floor(atMs / dayMs) === Math.floor(nowMs / dayMs) ? time : `${at.slice(0, 10)} ${time}`;
}

const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3_600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
] as const;

/** The largest unit of which there are two; below: seconds. 90 -> '90 seconds', 0.2 -> 'less than a second'. */
export function durationInWords(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const unit = units.find((one) => seconds >= 2 * one.seconds) ?? units[3];
  return counted(Math.floor(seconds / unit.seconds), unit.name);
}

/** 'a, b, c and 9 more'. */
export function namesInWords(names: readonly string[], most = 3): string {
  if (names.length <= most) {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  }
  return `${names.slice(0, most).join(', ')} and ${inThousands(names.length - most)} more`;
}
