/** Bodies as a browser lays them out: what is folded ends with a whole line or row, and only if there is more. */

import type { Locator } from '@playwright/test';

import {
  APPS,
  START,
  card,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';

test.beforeEach(({ server }) => server.clear());

const words = (count: number) => Array(count).fill('word').join(' ');
const rows = (count: number) =>
  ['| a | b |', '| - | - |', ...Array(count).fill('| 1 | 2 |')].join('\n');

/** Bodies that are seen whole. */
const WHOLE: Readonly<Record<string, string>> = {
  'One line': words(3),
  'Two lines': words(16),
  'Two paragraphs': `${words(3)}\n\n${words(3)}`,
  'Two items': '- one\n- two',
  'Two lines of code': '```\none\ntwo\n```',
  'Two rows': rows(1)
};

/** Bodies that go on. */
const LONG: Readonly<Record<string, string>> = {
  'Many lines': words(80),
  'Three paragraphs': `${words(3)}\n\n${words(3)}\n\n${words(3)}`,
  'Three items': '- one\n- two\n- three',
  'Four lines of code': '```\none\ntwo\nthree\nfour\n```',
  'Many rows': rows(9),
  'Rows under a line': `${words(3)}\n\n${rows(5)}`
};

/** How far the lowest line or row that begins inside a body ends below it, in pixels. */
async function overhang(body: Locator): Promise<number> {
  return body.evaluate(node => {
    const { bottom } = node.getBoundingClientRect();
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const boxes = [...node.querySelectorAll('tr')].map(row =>
      row.getBoundingClientRect()
    );
    while (texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      boxes.push(...range.getClientRects());
    }
    return Math.max(
      ...boxes
        .filter(box => box.top < bottom - 1)
        .map(box => box.bottom - bottom)
    );
  });
}

for (const app of APPS) {
  test(`${app}: a body is folded only if there is more of it, and nothing of it is cut through`, async ({
    page,
    server
  }) => {
    const bodies = Object.entries({ ...WHOLE, ...LONG });
    for (const [title, body] of bodies) {
      await server.post({ title, body });
    }
    await open(page, server, START[app]);
    await openCenter(page);
    // From the top: what is far below is not in the page.
    for (const [title] of bodies.reverse()) {
      const entry = card(page, new RegExp(`: ${title}$`));
      await entry.scrollIntoViewIfNeeded();
      const body = entry.locator('.jp-Notifications-body');
      await expect(body.locator('.jp-Notifications-markdown')).toBeVisible();
      const height = () => body.evaluate(node => node.clientHeight);
      const more = entry.getByRole('button', {
        name: `Show more of: ${title}`
      });
      await expect(more, title).toHaveCount(title in LONG ? 1 : 0);
      expect(await overhang(body), title).toBeLessThan(2);
      const before = await height();
      if (title in LONG) {
        expect(before, title).toBeLessThan(60);
        await more.click();
        // A line at least.
        expect(await height(), title).toBeGreaterThan(before + 15);
      } else {
        const all = await body.evaluate(node => node.scrollHeight);
        expect(all, title).toBe(before);
      }
    }
  });
}
