/** Where the links of a card lead, in the terms of a card. */

import { parseLink } from '@jupyter-notifications/core';

import type { ICenterHost } from '../interfaces';

/**
 * Judge a link, once more on this side.
 *
 * @returns `web` for http(s) with a host, `server` for a document of this server, null for what may not be followed.
 *
 * #### Notes
 * The server refuses bad links when they are posted; those in Markdown never pass that check.
 */
export function destination(
  link: string | null | undefined
): 'web' | 'server' | null {
  const parsed = parseLink(link ?? '');
  return parsed && (parsed.kind === 'web' ? 'web' : 'server');
}

/** The host of a web link, to be shown before it is followed; null for links of this server. */
export function hostOf(link: string): string | null {
  const parsed = parseLink(link);
  return parsed?.kind === 'web' ? new URL(parsed.url).host : null;
}

/**
 * The address of a link, for the browser: in its menu, in the line at the foot of its window, in another tab.
 *
 * @returns undefined for what may not be followed.
 *
 * #### Notes
 * A path of this server means something else to the browser: it would be looked for beside the page.
 */
export function addressOf(
  link: string,
  host: Pick<ICenterHost, 'documentUrl'>
): string | undefined {
  const parsed = parseLink(link);
  return parsed?.kind === 'document'
    ? host.documentUrl(parsed.path, parsed.cell)
    : parsed?.url;
}

/** What a mouse event says about how a link is to be opened. */
type Click = Pick<
  MouseEvent,
  'button' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'
>;

/** Whether a click asks the browser itself for another tab, another window or the file. */
export function isForBrowser(click: Click): boolean {
  const { button, altKey, ctrlKey, metaKey, shiftKey } = click;
  return button === 1 || altKey || ctrlKey || metaKey || shiftKey;
}
