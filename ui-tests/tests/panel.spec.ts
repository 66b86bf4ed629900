/** The center in a side panel of JupyterLab: opened, changed into a popup and back, and there again after a reload. */

import type { Page } from '@playwright/test';

import { execute, setSetting } from '../src/application';
import {
  START,
  badge,
  center,
  expect,
  expectUnread,
  open,
  openCenter,
  started,
  test
} from '../src/fixtures';

test.beforeEach(({ server }) => server.clear());

const BADGE = '@jupyter-notifications/lab-extension:badge';
const panel = (page: Page) => page.locator('#jupyter-notifications-panel');
const region = (page: Page) =>
  panel(page).getByRole('region', { name: 'Notifications' });
const openPanel = (page: Page) =>
  execute(page, 'jupyter-notifications:open-panel');

/** Choose from the menu of the header. */
async function choose(
  page: Page,
  frame: ReturnType<typeof region>,
  label: RegExp
) {
  await frame.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: label }).click();
}

test('the panel shows the inbox, takes the focus, and the badge hides it', async ({
  page,
  server
}) => {
  await server.post({ title: 'Beside the notebook' });
  await open(page, server, START.JupyterLab);
  await openPanel(page);
  await expect(region(page)).toBeFocused();
  await expect(region(page).getByText('Beside the notebook')).toBeVisible();
  await expect(badge(page)).toHaveAttribute('aria-expanded', 'true');
  // It is in the right area, with a name of its own.
  await expect(
    page.locator('.jp-SideBar.jp-mod-right').getByRole('tab', {
      name: 'Notifications'
    })
  ).toHaveAttribute('aria-selected', 'true');

  await badge(page).click();
  await expect(panel(page)).toBeHidden();
  await expect(badge(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(center(page)).toBeHidden();
  // Out of view it is not in the way of the popup.
  await openCenter(page);
  await expect(panel(page)).toBeHidden();
});

test('from the popup into the panel and back, one center at a time', async ({
  page,
  server
}) => {
  await server.post({ title: 'Here and there' });
  await open(page, server, START.JupyterLab);
  await openCenter(page);
  await choose(page, center(page), /side panel/i);
  await expect(region(page).getByText('Here and there')).toBeVisible();
  await expect(center(page)).toHaveCount(0);

  await choose(page, region(page), /at the bell/);
  await expect(center(page).getByText('Here and there')).toBeVisible();
  await expect(panel(page)).toHaveCount(0);
});

test('the panel is there again after a reload, and loads the center then', async ({
  page,
  server
}) => {
  await server.post({ title: 'Still here' });
  await open(page, server, 'lab/workspaces/panel?reset');
  const saved = page.waitForResponse(
    response =>
      response.url().includes('/api/workspaces/') &&
      (response.request().postData() ?? '').includes(
        'jupyter-notifications-panel'
      )
  );
  await openPanel(page);
  await expect(region(page).getByText('Still here')).toBeVisible();
  await saved;
  await page.goto(`${server.url}/lab/workspaces/panel`);
  await started(page);
  await expect(region(page).getByText('Still here')).toBeVisible();
  // What was seen is not new any more.
  await expect(
    region(page).getByRole('heading', { name: 'New', exact: true })
  ).toHaveCount(0);
});

test('whoever prefers it gets the panel from the badge', async ({
  page,
  server
}) => {
  await open(page, server, START.JupyterLab);
  await setSetting(page, BADGE, 'placement', 'panel');
  await badge(page).click();
  await expect(region(page)).toBeFocused();
  await expect(center(page)).toHaveCount(0);
  await badge(page).click();
  await expect(panel(page)).toBeHidden();
  await setSetting(page, BADGE, 'placement', 'popup');
});

test('at 250 px nothing of it is cut off', async ({ page, server }) => {
  await server.post({
    title: 'A title that is longer than the panel is wide',
    body: 'And a body with `code`, which is longer than that by far.',
    source: 'ipykernel'
  });
  await open(page, server, START.JupyterLab);
  await openPanel(page);
  await expect(region(page).getByRole('article')).toBeVisible();
  await panel(page).evaluate(node => {
    node.style.setProperty('width', '250px', 'important');
    node.style.setProperty('min-width', '250px', 'important');
  });
  const wide = await region(page).evaluate(node =>
    [...node.querySelectorAll('header, [role=tablist], input, article')]
      .filter(each => each.scrollWidth > each.clientWidth + 1)
      .map(each => each.outerHTML.slice(0, 80))
  );
  expect(wide).toEqual([]);
});

test('Notebook 7 offers no panel', async ({ page, server }) => {
  await server.post({ title: 'In the popup' });
  await open(page, server, START['Notebook 7']);
  await expectUnread(page, 1);
  await openCenter(page);
  await center(page).getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /side panel/i })).toHaveCount(
    0
  );
});
