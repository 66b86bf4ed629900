/** What was done of what was asked for, some of which may have failed or be gone. */

import { ManyFailedError } from '@jupyter-notifications/core';
import type { INotification } from '@jupyter-notifications/core';

/**
 * Wait for a change of many. Never rejects.
 *
 * @param entries - What was to be changed.
 * @param changing - Resolves to what was changed.
 *
 * @returns those of the entries that were changed, as they were before.
 */
export async function doneTo(
  entries: ReadonlyArray<INotification>,
  changing: Promise<ReadonlyArray<INotification>>
): Promise<ReadonlyArray<INotification>> {
  try {
    const done = new Set((await changing).map(({ id }) => id));
    return entries.filter(({ id }) => done.has(id));
  } catch (reason) {
    if (!(reason instanceof ManyFailedError)) {
      return [];
    }
    const failed = new Set(reason.failures.map(({ id }) => id));
    return entries.filter(({ id }) => !failed.has(id));
  }
}
