/** The list: groups that fold, several selected at once, the keys, and ten thousand entries. */

import type { Page } from '@playwright/test';

import {
  APPS,
  START,
  card,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  test
} from '../src/fixtures';
import type { Json } from '../src/server';

test.use({
  serverOptions: { config: { NotificationsExtension: { rate_limit: 0 } } }
});
test.beforeEach(({ server }) => server.clear());

const cards = (page: Page) => center(page).getByRole('article');
const list = (page: Page) => center(page).getByRole('tabpanel');
const bar = (page: Page) =>
  center(page).getByRole('toolbar', { name: 'Selected notifications' });

/** Where the list is scrolled to, and how far it could be. */
async function scroll(page: Page): Promise<{ top: number; most: number }> {
  return list(page).evaluate(node => ({
    top: node.scrollTop,
    most: node.scrollHeight - node.clientHeight
  }));
}

const nightly = { source: 'jupyter-scheduler', group: 'Nightly reports' };

for (const app of APPS) {
  test(`${app}: a group folds, and what is done to it is done to all of it`, async ({
    page,
    server
  }) => {
    await server.post({ title: 'Night 1', type: 'success', ...nightly });
    await server.post({ title: 'Other' });
    await server.post({ title: 'Night 2', type: 'error', ...nightly });
    await open(page, server, START[app]);
    await openCenter(page);
    const group = card(page, /Nightly reports.*2 notifications/);
    await expect(cards(page)).toHaveCount(2);
    await expect(group).toHaveAttribute('data-type', 'error');

    const toggle = group.getByRole('button', { name: /Nightly reports/ });
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await toggle.click();
    await expect(toggle).toHaveAttribute('aria-expanded', 'true');
    await expect(cards(page)).toHaveCount(4);
    // None stands on another: each begins where the one before it ends.
    const boxes = await center(page)
      .getByRole('listitem')
      .evaluateAll(nodes =>
        nodes.map(node => node.getBoundingClientRect().toJSON())
      );
    for (const [index, box] of boxes.slice(1).entries()) {
      expect(Math.abs(box.top - boxes[index].bottom)).toBeLessThan(1);
    }
    await page.keyboard.press('Enter');
    await expect(cards(page)).toHaveCount(2);

    await group.hover();
    await group.getByRole('button', { name: 'Mark as read' }).click();
    await expectUnread(page, 1);
    await group.focus();
    await page.keyboard.press('Delete');
    await expect(cards(page)).toHaveCount(1);
    await expect(card(page, /Other/)).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(group).toBeFocused();
  });

  test(`${app}: several are selected, deleted at once and brought back`, async ({
    page,
    server
  }) => {
    for (const title of ['Four', 'Three', 'Two', 'One']) {
      await server.post({ title });
    }
    await open(page, server, START[app]);
    await openCenter(page);
    await expect(cards(page)).toHaveCount(4);
    const header = center(page).locator('.jp-Notifications-header');
    const height = (await header.boundingBox())!.height;

    // The box is over the icon.
    await card(page, /One/).getByRole('checkbox').check();
    await expect(bar(page)).toContainText('1 selected');
    await expect(header).toHaveCount(0);
    expect((await bar(page).boundingBox())!.height).toBe(height);
    await card(page, /Three/)
      .getByText('Three')
      .click({ modifiers: ['Shift'] });
    await expect(bar(page)).toContainText('3 selected');
    // No text was selected between here and there.
    expect(await page.evaluate(() => String(getSelection()))).toBe('');
    await card(page, /Two/).getByRole('checkbox').uncheck();
    await expect(bar(page)).toContainText('2 selected');

    await bar(page).getByRole('button', { name: 'Mark as read' }).click();
    await expectUnread(page, 2);
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await expect(cards(page)).toHaveCount(2);
    await expect(bar(page)).toHaveCount(0);
    await expect(
      center(page).getByText('Deleted 2 notifications')
    ).toBeVisible();
    await expect(card(page, /Two/)).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(cards(page)).toHaveCount(4);

    await page.keyboard.press('Control+a');
    await expect(bar(page)).toContainText('4 selected');
    await page.keyboard.press('Escape');
    await expect(bar(page)).toHaveCount(0);
    await expect(center(page)).toBeVisible();
  });

  test(`${app}: a question mark lists the keys, and Escape gives the focus back`, async ({
    page,
    server
  }) => {
    await server.post({ title: 'One' });
    await open(page, server, START[app]);
    await openCenter(page);
    await card(page, /One/).focus();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help).toBeVisible();
    await expect(help.getByText('mark as read or unread')).toBeVisible();
    await expect(help.getByRole('button', { name: 'Close' })).toBeFocused();
    // None of them does anything meanwhile.
    await page.keyboard.press('Delete');
    await page.keyboard.press('Escape');
    await expect(help).toHaveCount(0);
    await expect(card(page, /One/)).toBeFocused();
    await page.keyboard.press('?');
    await help.getByRole('button', { name: 'Close' }).click();
    await expect(card(page, /One/)).toBeFocused();
  });

  test(`${app}: the focus stays in the list while cards go`, async ({
    page,
    server
  }) => {
    for (const title of ['Three', 'Two', 'One']) {
      await server.post({ title });
    }
    await open(page, server, START[app]);
    await openCenter(page);
    await card(page, /Two/).focus();
    await page.keyboard.press('Delete');
    await expect(card(page, /Three/)).toBeFocused();
    await page.keyboard.press('e');
    await expect(card(page, /One/)).toBeFocused();
    await page.keyboard.press('Delete');
    await expect(center(page).getByRole('tab', { name: 'All' })).toBeFocused();
  });

  test(`${app}: ten thousand entries are scrolled through with few in the page`, async ({
    page,
    server
  }) => {
    test.setTimeout(180_000);
    const all: Json[] = Array.from({ length: 10_000 }, (_, index) => ({
      title: `Entry ${index + 1}`,
      ...(index % 3 ? {} : { body: `A **body** of entry ${index + 1}.` })
    }));
    for (let start = 0; start < all.length; start += 1000) {
      await server.batch(all.slice(start, start + 1000));
    }
    await open(page, server, START[app]);
    await openCenter(page);
    await expect(card(page, /Entry 10000/)).toBeVisible();
    await page.evaluate(() => {
      const seen = window as unknown as { most: number };
      seen.most = 0;
      const look = () => {
        const { length } = document.querySelectorAll('.jp-Notifications-item');
        seen.most = Math.max(seen.most, length);
        requestAnimationFrame(look);
      };
      look();
    });

    // By itself, page after page, as long as somebody scrolls.
    await list(page).hover();
    for (let entry = 9900; entry > 9700; entry -= 100) {
      await expect(async () => {
        await page.mouse.wheel(0, 2000);
        expect(await first(page)).toBeLessThan(entry);
      }).toPass();
    }
    // And to the very end, as fast as pages come.
    await list(page).evaluate(node => {
      const down = () => {
        node.scrollTop = node.scrollHeight;
        if (!/Entry 1(?!\d)/.test(node.textContent ?? '')) {
          requestAnimationFrame(down);
        }
      };
      down();
    });
    await expect(card(page, /Entry 1$/)).toBeVisible({ timeout: 120_000 });
    const last = center(page).getByRole('listitem').last();
    await expect(last).toHaveAttribute('aria-posinset', '10000');
    await expect(last).toHaveAttribute('aria-setsize', '10000');
    const most = await page.evaluate(
      () => (window as unknown as { most: number }).most
    );
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThan(60);
    await expect(
      center(page).getByRole('button', { name: 'Load more' })
    ).toHaveCount(0);

    // Every row is there, for the keyboard too.
    await card(page, /Entry 1$/).focus();
    await page.keyboard.press('Home');
    await expect(card(page, /Entry 10000/)).toBeFocused();
    expect((await scroll(page)).top).toBe(0);
    await page.keyboard.press('End');
    await expect(card(page, /Entry 1$/)).toBeFocused();
    await expect(card(page, /Entry 1$/)).toBeInViewport();
    await expect
      .poll(async () => {
        const { top, most: end } = await scroll(page);
        return Math.abs(end - top) <= 2;
      })
      .toBe(true);
  });
}

/** The number of the first entry that is wholly in view. */
async function first(page: Page): Promise<number> {
  return list(page).evaluate(node => {
    const { top } = node.getBoundingClientRect();
    const item = [...node.querySelectorAll('.jp-Notifications-item')].find(
      each => each.getBoundingClientRect().top >= top
    );
    return Number(/Entry (\d+)/.exec(item?.textContent ?? '')?.[1]);
  });
}

test('a card keeps the focus though it is scrolled away', async ({
  page,
  server
}) => {
  await server.batch(
    Array.from({ length: 100 }, (_, index) => ({ title: `Entry ${index + 1}` }))
  );
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await card(page, /Entry 100$/).focus();
  await list(page).hover();
  await expect(async () => {
    await page.mouse.wheel(0, 800);
    await expect(card(page, /Entry 1$/)).toBeInViewport({ timeout: 100 });
  }).toPass();
  await expect(card(page, /Entry 100$/)).toBeFocused();
  await expect(card(page, /Entry 100$/)).not.toBeInViewport();
  await page.keyboard.press('ArrowDown');
  await expect(card(page, /Entry 99$/)).toBeFocused();
  await expect(card(page, /Entry 99$/)).toBeInViewport();
});

test('nothing jumps when what is above changes', async ({ page, server }) => {
  await server.batch(
    Array.from({ length: 40 }, (_, index) => ({
      title: `Entry ${index + 1}`,
      ...(index % 2 ? { body: 'Two words' } : {})
    }))
  );
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  // The frame of the list is there before what could be scrolled.
  await expect(card(page, /Entry 40$/)).toBeVisible();
  await expect
    .poll(() =>
      list(page).evaluate(node => {
        node.scrollTop = 900;
        return node.scrollTop;
      })
    )
    .toBe(900);
  const watched = card(
    page,
    new RegExp(`Entry ${await firstOnceStill(page)}$`)
  );
  const place = async () => (await watched.boundingBox())!.y;
  const before = await place();

  const page1 = (await server.request(
    'GET',
    '/api/notifications?state=inbox&limit=5'
  )) as { items: { id: string; title: string }[] };
  // Gone in another tab, and one that becomes higher.
  for (const { id } of page1.items.slice(0, 3)) {
    await server.request('DELETE', `/api/notifications/${id}`);
  }
  await server.post({ title: 'Waits' });
  await expect(
    center(page).getByRole('button', { name: '1 new' })
  ).toBeVisible();
  await expect
    .poll(async () =>
      center(page).getByRole('listitem').last().getAttribute('aria-setsize')
    )
    .toBe('37');
  expect(Math.abs((await place()) - before)).toBeLessThan(1);

  await center(page).getByRole('button', { name: '1 new' }).click();
  await expect(card(page, /Waits/)).toBeFocused();
  await expect(card(page, /Waits/)).toBeInViewport();
});

/** The first entry in view, once that does not change any more. */
async function firstOnceStill(page: Page): Promise<number> {
  let last = -1;
  await expect
    .poll(async () => {
      const now = await first(page);
      const isStill = now === last;
      last = now;
      return isStill;
    })
    .toBe(true);
  return last;
}
