/** Hostile text in every place that shows text of a producer: nothing runs, nothing is asked for, nothing navigates. */

import {
  APPS,
  START,
  badge,
  center,
  expect,
  open,
  openCenter,
  test
} from '../src/fixtures';
import { NOTHING, TEXTS, findings, guard } from '../src/hostile';
import type { Server } from '../src/server';

/** Markdown and HTML that acts, dresses up or asks for something as soon as it is drawn, or when it is pressed. */
const BODIES = [
  '<meta http-equiv="refresh" content="0;url=https://evil.example/meta">',
  '<link rel="prefetch" href="https://evil.example/prefetch"><link rel="dns-prefetch" href="//evil.example"><link rel="stylesheet" href="https://evil.example/a.css">',
  '<base href="https://evil.example/">',
  '<style>@import url(https://evil.example/b.css); * { background: url(https://evil.example/c.png) }</style>',
  '<div style="position:fixed;inset:0;background:url(https://evil.example/d.png)">cover</div>',
  '<iframe src="https://evil.example/frame"></iframe><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  '<object data="https://evil.example/o"></object><embed src="https://evil.example/e"><portal src="https://evil.example/p"></portal>',
  '<video poster="https://evil.example/v.png" src="https://evil.example/v" autoplay></video><audio src="https://evil.example/a" autoplay></audio>',
  '<img srcset="https://evil.example/s.png 1x" src="https://evil.example/i.png" alt="set"><picture><source srcset="https://evil.example/p.png"><img alt="p"></picture>',
  '<svg><a xlink:href="javascript:window.hacked=1"><text>svg</text></a><use href="https://evil.example/u.svg#x"/><animate onbegin="window.hacked=1" attributeName="x"/><image href="https://evil.example/svg.png"/></svg>',
  '<math><maction actiontype="statusline" xlink:href="javascript:window.hacked=1">math</maction></math>',
  '<form action="https://evil.example/form"><input name="a" autofocus onfocus="window.hacked=1"><button formaction="javascript:window.hacked=1">send</button></form>',
  '<details open ontoggle="window.hacked=1"><summary>more</summary>text</details><marquee onstart="window.hacked=1">m</marquee>',
  '<a href="jav&#x09;ascript:window.hacked=1">tab</a> <a href="data:text/html,<script>opener.hacked=1</script>">data</a> <a href="//evil.example/slashes">slashes</a> <a href="\\\\evil.example\\back">back</a> <a href="/logout">out</a> <a href="blob:x">blob</a> <a href="vbscript:x">vb</a>',
  '[one](javascript:window.hacked=1) [two](<javascript:window.hacked=1>) [three](data:text/html;base64,PHNjcmlwdD4=) ![four](https://evil.example/md.png "x") <https://evil.example/auto>',
  '$\\href{javascript:window.hacked=1}{\\text{formula}}$ $$\\unicode{x3c}\\style{background:url(https://evil.example/tex.png)}{x}\\require{html}\\includegraphics{https://evil.example/tex2.png}$$',
  '```mermaid\ngraph TD; A-->B; click A "javascript:window.hacked=1"; click B call window.hacked()\n```',
  '```html\n<script>window.hacked=1</script>\n```',
  '<template><script>window.hacked=1</script></template><noscript><p title="</noscript><img src=x onerror=window.hacked=1>"></noscript>',
  '<a id="body" name="cookie" class="lm-Menu jp-Dialog" data-commandlinker-command="apputils:reset" data-jupyter-id="x" ping="https://evil.example/ping" href="https://evil.example/pinged">linker</a>'
];

/** Send every text in every field, and once more into the same group. */
async function attack(server: Server): Promise<number> {
  let accepted = 0;
  const send = async (content: Record<string, unknown>): Promise<void> => {
    await server.post(content);
    accepted++;
  };
  for (const [index, text] of TEXTS.entries()) {
    await send({
      title: text,
      source: text,
      topic: text,
      group: text,
      key: text,
      type: ['error', 'warning', 'success', 'info'][index % 4],
      priority: 'urgent',
      body: text,
      data: { [text.slice(0, 40)]: text }
    });
    await send({ title: `${text} again`, source: text, group: text });
  }
  return accepted;
}

for (const app of APPS) {
  test(`${app}: hostile text runs nothing and asks for nothing, wherever it is shown`, async ({
    page,
    server,
    context
  }) => {
    test.setTimeout(180_000);
    const { strangers, dialogs } = await guard(context, server);
    await server.clear();
    // Those that come while the page is open call for attention; those before it do not.
    await open(page, server, START[app]);
    const here = page.url();
    const count = await attack(server);
    expect(count).toBe(TEXTS.length * 2);
    await expect(badge(page)).toHaveAccessibleName(/\d+ unread/);
    // It is there to be judged.
    await expect(
      page.locator('.Toastify__toast').getByText(TEXTS[0], { exact: true })
    ).toBeVisible();
    expect(await findings(page)).toEqual(NOTHING);

    await openCenter(page);
    await expect(center(page).getByRole('article').first()).toBeVisible();
    expect(await findings(page)).toEqual(NOTHING);

    // Each body is drawn as it comes into view, and everything in it that can be pressed without leaving is pressed.
    await server.clear();
    await server.batch(
      BODIES.map((body, index) => ({
        title: `Body ${index}`,
        body,
        source: 'bodies'
      }))
    );
    // The newest is at the top.
    for (const [index, body] of [...BODIES.entries()].reverse()) {
      const entry = center(page).getByRole('article', {
        name: new RegExp(`Body ${index}$`)
      });
      await entry.scrollIntoViewIfNeeded();
      await expect(entry.locator('.jp-Notifications-markdown')).toHaveCount(1);
      await entry.evaluate(node => {
        node
          .querySelectorAll<HTMLElement>('.jp-Notifications-markdown *')
          .forEach(each => {
            // To another page, in a new tab, is where a web link may lead; all else is to lead nowhere.
            if (!each.closest('a[target="_blank"]')) {
              each.click();
            }
          });
      });
      expect(await findings(page), body).toEqual(NOTHING);
    }
    await page.screenshot({ path: test.info().outputPath('center.png') });
    expect(page.url()).toBe(here);
    expect(context.pages()).toHaveLength(1);
    expect(dialogs).toEqual([]);
    expect(strangers).toEqual([]);
    // The session is still there.
    expect((await context.request.get(`${server.url}/api/me`)).status()).toBe(
      200
    );
  });
}
