/** Lines for a person who waits, each with the seconds since the start. */
export interface Progress {
  readonly say: (line: string) => void;
  /** Shown in a terminal until the next line overwrites it; left out elsewhere. */
  readonly passing: (line: string) => void;
}

export function startProgress(): Progress {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  const stamp = (line: string): string => `${seconds().toFixed(1).padStart(6)} s  ${line}`;
  const clearLine = process.stdout.isTTY ? '\r\x1b[K' : '';
  return {
    say(line) {
      process.stdout.write(`${clearLine}${stamp(line)}\n`);
    },
    passing(line) {
      if (process.stdout.isTTY) process.stdout.write(`${clearLine}${stamp(line).slice(0, process.stdout.columns - 1)}`);
    },
  };
}
