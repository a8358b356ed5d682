import { describe, expect, it } from '@jest/globals';
import { goReport } from '../go-report.ts';

const lines = (...events: object[]): string => events.map((event) => JSON.stringify(event)).join('\n');
const ended = (Action: string, Test?: string): object => ({ Action, Package: 'plugin/pkg', ...(Test && { Test }) });
const said = (Output: string, Test?: string): object => ({ ...ended('output', Test), Output });

describe('what go test says', () => {
  it('is counted by test, or by case where a test has any', () => {
    const report = goReport(
      lines(
        ended('start'),
        ended('run', 'TestOne'),
        ended('pass', 'TestOne'),
        ended('pass', 'TestMany/first'),
        ended('pass', 'TestMany/a/b'),
        ended('skip', 'TestMany/third'),
        ended('pass', 'TestMany'),
        ended('pass'),
      ),
    );
    expect(report).toEqual({ tally: { passed: 3, failed: 0, skipped: 1 }, complaints: '' });
  });

  it('is repeated where a test fails', () => {
    const report = goReport(
      lines(
        said('fine\n', 'TestOne'),
        ended('pass', 'TestOne'),
        said('7 in place of 8\n', 'TestTwo/case'),
        ended('fail', 'TestTwo/case'),
        said('--- FAIL: TestTwo\n', 'TestTwo'),
        ended('fail', 'TestTwo'),
        said('FAIL\n'),
        ended('fail'),
      ),
    );
    expect(report.tally).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(report.complaints).toBe('7 in place of 8\n--- FAIL: TestTwo\nFAIL\n');
  });

  it('may be that nothing could be built', () => {
    const report = goReport(
      `go: downloading\n${lines(
        { ImportPath: 'plugin/pkg', Action: 'build-output', Output: 'main.go:1:1: syntax error\n' },
        { ImportPath: 'plugin/pkg', Action: 'build-fail' },
      )}`,
    );
    expect(report).toEqual({ tally: { passed: 0, failed: 0, skipped: 0 }, complaints: 'main.go:1:1: syntax error\n' });
  });
});
