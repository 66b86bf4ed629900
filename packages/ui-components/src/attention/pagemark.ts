/** Tells what this page sent to the inbox after it had shown it: it needs no toast here. */

import type { INotification } from '@jupyter-notifications/core';
import { UUID } from '@lumino/coreutils';
import type { JSONObject } from '@lumino/coreutils';

const PAGE = UUID.uuid4();

/** The `data` of an entry that this page has shown already. */
export function pageMark(): JSONObject {
  return { page: PAGE };
}

/** Whether this page has shown an entry already. */
export function isOfThisPage(entry: INotification): boolean {
  return entry.data?.page === PAGE;
}

/** Whether any page has shown an entry already, when it came. */
export function isOfAPage(entry: INotification): boolean {
  return typeof entry.data?.page === 'string';
}
