/** Both applications in German: the language pack is JupyterLab's, the strings come with this package. */

import { APPS, START, badge, expect, open, test } from '../src/fixtures';

test.use({
  serverOptions: {
    settings: {
      '@jupyterlab/translation-extension:plugin': { locale: 'de_DE' }
    }
  }
});

for (const app of APPS) {
  test(`${app} speaks German`, async ({ page, server }) => {
    await server.clear();
    await server.post({ title: 'Unübersetzt', type: 'error', source: 'ci' });
    await open(page, server, START[app]);
    await expect(badge(page)).toHaveAccessibleName(
      '1 ungelesene Benachrichtigung'
    );
    await server.post({ title: 'Auch nicht', source: 'ci' });
    await expect(badge(page)).toHaveAccessibleName(
      '2 ungelesene Benachrichtigungen'
    );
    await badge(page).click();
    const center = page.getByRole('dialog', { name: 'Benachrichtigungen' });
    await expect(center).toBeVisible();
    await expect(
      center.getByRole('article', { name: 'Ungelesen: Unübersetzt' })
    ).toBeVisible();
    await expect(
      center.getByText('jetzt', { exact: true }).first()
    ).toBeVisible();
    for (const tab of [/^Ungelesen/, 'Alle', 'Archiviert']) {
      await expect(center.getByRole('tab', { name: tab })).toBeVisible();
    }
    await expect(center.getByPlaceholder('Suchen')).toBeVisible();
    // A menu, which is drawn by the application.
    await center.getByRole('button', { name: 'Weitere Aktionen' }).click();
    await expect(
      page.getByRole('menuitem', { name: 'Zurückgestellte Benachrichtigungen' })
    ).toBeVisible();
    await page.keyboard.press('Escape');
    // A plural with a name in it.
    await center
      .getByRole('button', { name: 'Alle als gelesen markieren' })
      .click();
    await expect(badge(page)).toHaveAccessibleName(
      'Keine ungelesenen Benachrichtigungen'
    );
    // No string of ours is left in English in what there is to see and to hear.
    const words = await center.evaluate(node => [
      node.textContent ?? '',
      ...[...node.querySelectorAll('[aria-label], [title], [placeholder]')].map(
        each =>
          ['aria-label', 'title', 'placeholder']
            .map(name => each.getAttribute(name) ?? '')
            .join(' ')
      )
    ]);
    expect(words.join(' ')).not.toMatch(
      /\b(Unread|Archive|Delete|Snooze|Mute|Search|More|Mark|Close|Notification|ago)\b/
    );
  });
}
