/** Lets a page lose its line to the inbox while the server stays, so that everything else of the page goes on. */

import type { Page } from '@playwright/test';

/** Before the page is loaded: have its line be one that can be cut. */
export async function makeCuttable(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const lines = new Set<WebSocket>();
    let isCut = false;
    window.WebSocket = class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        const url = new URL(address, location.href);
        const isLine = url.pathname.endsWith('/subscribe/notification');
        // Where there is nothing, the server refuses, as it does not when it is gone; the page cannot tell.
        super(isLine && isCut ? new URL('/nothing', url) : url, protocols);
        if (isLine) {
          lines.add(this);
        }
      }
    };
    Object.assign(window, {
      setCut: (cut: boolean) => {
        isCut = cut;
        if (cut) {
          lines.forEach(line => line.close());
          lines.clear();
        }
      }
    });
  });
}

/** Cut the line, or mend it. */
export async function setCut(page: Page, cut: boolean): Promise<void> {
  await page.evaluate(value => {
    (window as unknown as { setCut(cut: boolean): void }).setCut(value);
  }, cut);
}
