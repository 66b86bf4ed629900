/** Something outside the page's own area that shows the count. */

import type { IDisposable } from '@lumino/disposable';

/** Something outside the page's own area that shows the count. */
export interface ICountMark extends IDisposable {
  /** How many; nothing is shown of 0. */
  count: number;
}
