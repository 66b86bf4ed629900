/** Several tabs of one browser, shown and hidden, and what they put on the desktop. */

import type { BrowserContext, Page } from '@playwright/test';

/** A desktop notification as it was made. */
export interface IDesktopNotification {
  title: string;
  body: string;
  tag: string;
  /** The names of all that was asked for besides the title. */
  options: string[];
  isClosed: boolean;
}

interface IRecord extends IDesktopNotification {
  onclick: (() => void) | null;
}

interface IRecordingWindow {
  desktop: IRecord[];
  setVisible(isVisible: boolean): void;
}

/**
 * Let the pages of a browser be hidden, and write down what they put on the desktop.
 *
 * #### Notes
 * A browser without windows never hides a page, and has no desktop. So two things are emulated, for every page of the
 * browser, before its own code runs: what `document` says of being seen and having the focus, with the events of the
 * browser; and the constructor of `Notification`. The permission is the browser's own, and so are the locks and the storage
 * that the tabs share.
 */
export async function emulateTabs(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let visible = true;
    const define = (name: string, get: () => unknown): void => {
      Object.defineProperty(document, name, { get, configurable: true });
    };
    define('visibilityState', () => (visible ? 'visible' : 'hidden'));
    define('hidden', () => !visible);
    define('hasFocus', () => () => visible);
    const desktop: object[] = [];
    const Real = window.Notification;
    class Recorded extends EventTarget {
      constructor(
        readonly title: string,
        options: NotificationOptions = {}
      ) {
        super();
        this.body = options.body ?? '';
        this.tag = options.tag ?? '';
        this.options = Object.keys(options);
        desktop.push(this);
      }

      static get permission(): NotificationPermission {
        return Real.permission;
      }

      static async requestPermission(): Promise<NotificationPermission> {
        return Real.requestPermission();
      }

      close(): void {
        this.isClosed = true;
        this.onclose?.();
      }

      readonly body: string;
      readonly tag: string;
      readonly options: string[];
      isClosed = false;
      onclick: (() => void) | null = null;
      onclose: (() => void) | null = null;
    }
    Object.assign(window, {
      Notification: Recorded,
      desktop,
      setVisible: (isVisible: boolean) => {
        visible = isVisible;
        document.dispatchEvent(new Event('visibilitychange'));
        window.dispatchEvent(new Event(isVisible ? 'focus' : 'blur'));
      }
    });
  });
}

/** Show one of the pages, and hide the others; or hide them all. */
export async function showOnly(
  pages: ReadonlyArray<Page>,
  shown: Page | null
): Promise<void> {
  // The others first, as a browser does.
  for (const page of [...pages.filter(one => one !== shown), shown]) {
    await page?.evaluate(isVisible => {
      (window as unknown as IRecordingWindow).setVisible(isVisible);
    }, page === shown);
  }
}

/** What a page has put on the desktop. */
export async function desktopOf(page: Page): Promise<IDesktopNotification[]> {
  return page.evaluate(() =>
    (window as unknown as IRecordingWindow).desktop.map(
      ({ title, body, tag, options, isClosed }) => ({
        title,
        body,
        tag,
        options,
        isClosed
      })
    )
  );
}

/** Forget what a page has put on the desktop. */
export async function forgetDesktop(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as IRecordingWindow).desktop.length = 0;
  });
}

/** Click on the newest that a page has put on the desktop. */
export async function clickDesktop(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { desktop } = window as unknown as IRecordingWindow;
    desktop[desktop.length - 1].onclick?.();
  });
}
