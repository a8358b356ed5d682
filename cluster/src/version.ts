/** Whether Kafka version `a` ('3.3.2') is older than `b` ('3.5'). */
export function isBefore(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}
