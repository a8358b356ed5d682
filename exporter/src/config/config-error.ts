/** The configuration cannot be used. Each problem says what, where, and what to write instead; none holds a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Collects what is wrong, so that a person sees all of it at once, and what is worth a remark. */
export class Report {
  readonly problems: string[] = [];
  readonly notices: string[] = [];

  throwIfWrong(): void {
    if (this.problems.length > 0) throw new ConfigError([...new Set(this.problems)]);
  }
}
