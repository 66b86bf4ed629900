/** Hostile text, a browser that lets nothing leave, and what would show that something of it worked. */

import type { BrowserContext, Page } from '@playwright/test';

import type { Server } from './server';

declare global {
  interface Window {
    /** Set by whatever of it runs. */
    hacked?: unknown;
  }
}

/** Text that becomes an element, an attribute, a placeholder or another direction, if it is let. */
export const TEXTS = [
  '<img src=https://evil.example/t.png onerror="window.hacked=\'text\'">',
  '"><svg onload="window.hacked=\'attribute\'">',
  '\'-alert(1)-\' javascript:window.hacked="quote"',
  '%1 %2 {{constructor.constructor("window.hacked=1")()}} ${window.hacked=1}',
  '[go](javascript:window.hacked="title") ![x](https://evil.example/m.png)',
  '&lt;script&gt;window.hacked="entity"&lt;/script&gt;',
  '\u202egpj.exe \u2066hidden\u2069'
];

/** What a browser tried. */
export interface IGuard {
  /** What was asked for elsewhere, or at an address that ends the session. */
  readonly strangers: string[];
  /** What dialogs of the browser said. */
  readonly dialogs: string[];
}

/** From now on let nothing leave for elsewhere, and write down what wanted to: of every frame, worker and tab. */
export async function guard(
  context: BrowserContext,
  server: Server
): Promise<IGuard> {
  const strangers: string[] = [];
  const dialogs: string[] = [];
  const { host, origin } = new URL(server.url);
  await context.route('**/*', route => {
    const url = new URL(route.request().url());
    const isOurs =
      url.origin === origin || ['data:', 'blob:'].includes(url.protocol);
    // A hostile name may be asked for: it stands behind the path then.
    if (isOurs && !/logout|evil/.test(url.pathname)) {
      return route.continue();
    }
    strangers.push(url.href);
    return route.abort();
  });
  const listen = (page: Page): void => {
    // These no route sees.
    page.on('websocket', socket => {
      if (new URL(socket.url()).host !== host) {
        strangers.push(socket.url());
      }
    });
  };
  context.pages().forEach(listen);
  context.on('page', listen);
  context.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return { strangers, dialogs };
}

/** What would show that something of it worked. */
export async function findings(page: Page): Promise<object> {
  return page.evaluate(() => {
    const ours = ':is(.jp-Notifications-center, .Toastify, .lm-Menu)';
    const links = document.querySelectorAll<HTMLAnchorElement>(
      `${ours} a[href]`
    );
    return {
      hacked: window.hacked,
      acting: [
        ...document.querySelectorAll(
          `${ours} :is(script, iframe, object, embed, form, style, link, meta, base, video, audio, portal, marquee, math, template, img:not([src^="data:"]), svg a, svg image, [srcset], [ping], [style*="url("], [data-commandlinker-command])`
        )
      ].map(node => node.outerHTML.slice(0, 120)),
      handlers: [...document.querySelectorAll(`${ours} *`)]
        .flatMap(node => node.getAttributeNames())
        .filter(name => name.startsWith('on')),
      protocols: [...links]
        .map(link => link.protocol)
        .filter(protocol => !['http:', 'https:'].includes(protocol))
    };
  });
}

/** The findings where nothing worked. */
export const NOTHING = {
  hacked: undefined,
  acting: [],
  handlers: [],
  protocols: []
};
