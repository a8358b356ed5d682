import type { Browser, Locator } from 'playwright-core';
import { openPage, type Watched } from '../../../exporter/test/browser/browser.ts';

/** The page may load itself again in the middle of a press, which then begins anew. */
const pressMs = 120_000;

/** The demo's page of buttons in a tab of its own in Chromium. */
export class ControlTab {
  readonly #watched: Watched;

  private constructor(watched: Watched) {
    this.#watched = watched;
  }

  static async open(browser: Browser, address: string): Promise<ControlTab> {
    return new ControlTab(await openPage(browser, `http://${address}/`));
  }

  /** What the console said, but for the status of a refusal, and addresses that are not the page's own. */
  get complaints(): string[] {
    const errors = this.#watched.errors.filter((text) => !text.includes('409 (Conflict)'));
    return [...errors, ...this.#watched.foreign];
  }

  /** Presses the button of an experiment and answers its third sentence, once that tells how it ended: 'seen: …'. */
  async experiment(name: string, seconds: number): Promise<string> {
    const section = this.#experiment(name);
    await section.getByRole('button').click({ timeout: pressMs });
    const sentence = section.getByRole('status').filter({ hasText: /^(seen|failed|given up|refused):/ });
    await sentence.waitFor({ timeout: seconds * 1_000 });
    return sentence.innerText();
  }

  /** Presses the button of an experiment that cannot be done now, and answers why. */
  async refusal(name: string): Promise<string> {
    await this.#experiment(name).getByRole('button').click({ timeout: pressMs });
    return this.#watched.page.getByRole('alert').innerText();
  }

  /** Whether an experiment has a button: not while it runs. */
  async isOffered(name: string): Promise<boolean> {
    return (await this.#experiment(name).getByRole('button').count()) > 0;
  }

  /** Presses any other button. */
  async press(name: string): Promise<void> {
    await this.#watched.page.getByRole('button', { name, exact: true }).click({ timeout: pressMs, noWaitAfter: true });
  }

  /** The row of a role. */
  role(name: string): Locator {
    const { page } = this.#watched;
    return page.locator('tr', { has: page.getByRole('rowheader', { name, exact: true }) });
  }

  /** Until no experiment has a third sentence any more. */
  async untilReady(seconds: number): Promise<void> {
    const told = this.#watched.page.getByRole('status').filter({ hasText: /./ });
    await told.first().waitFor({ state: 'detached', timeout: seconds * 1_000 });
  }

  #experiment(name: string): Locator {
    return this.#watched.page.locator(`section#${name}`);
  }

  close(): Promise<void> {
    return this.#watched.page.close();
  }
}
