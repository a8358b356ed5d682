import { expect, it } from '@jest/globals';
import { runbookPage } from '../runbook-page.ts';

it('is a whole page with the title of the runbook', () => {
  const page = runbookPage('group-stopped', '# A group has stopped & `waits`\n\nLook at the *members*.\n');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('<title>A group has stopped &#38; waits – Kafkascope</title>');
  expect(page).toContain('<p>Look at the <em>members</em>.</p>');
});

it('leads to other runbooks, and to nothing that the exporter does not serve', () => {
  const page = runbookPage(
    'a',
    '[one](other-one.md) [two](./two.md#then) [out](https://kafka.apache.org/) [docs](../metrics.md) [x](javascript:alert(1))',
  );
  expect(page).toContain('<a href="other-one">one</a>');
  expect(page).toContain('<a href="two#then">two</a>');
  expect(page).toContain('<a href="https://kafka.apache.org/">out</a>');
  expect(page).toContain('</a> docs x</p>');
  expect(page).not.toContain('javascript');
});

it('takes HTML for text', () => {
  const page = runbookPage('a', 'before <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n');
  expect(page).not.toMatch(/<script|<img/);
});
