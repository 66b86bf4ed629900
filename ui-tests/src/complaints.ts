/** What a page complains about in the browser's console, and which of it is there without us. */

import type { Page } from '@playwright/test';

/** What the graphics driver says, and a terminal that had to wait for a busy machine. */
const MACHINE = /GL Driver Message|task queue exceeded allotted deadline/;

/** A terminal of the applications whose settings come before it is drawn, on a busy machine. */
const TERMINAL_RACE = /TypeError: .*'options'\)\n\s+at \S+\.setOption /;

/** Remember what a page writes as a warning or an error, and what is thrown in it. */
export function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('console', message => {
    if (
      ['error', 'warning'].includes(message.type()) &&
      !MACHINE.test(message.text())
    ) {
      said.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', error => said.push(`pageerror: ${error.message}`));
  return said;
}

/** What was said with us and not without us. */
export function added(
  said: ReadonlyArray<string>,
  without: ReadonlyArray<string>
): string[] {
  const known = new Set(without.map(plain));
  return said.filter(
    text =>
      text.includes('jupyter-notifications') ||
      (!known.has(plain(text)) && !TERMINAL_RACE.test(text))
  );
}

/** The same text for the same complaint on another server, or at another moment. */
function plain(text: string): string {
  return (
    text
      .replace(/127\.0\.0\.1:\d+/g, 'HOST')
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
      .replace(/\d+/g, 'N')
      // Which of the applications' own settings lose the race at start is chance, with and without us.
      .replace(/(Settings failed to load for) \(@jupyterlab\/.*/, '$1')
  );
}
