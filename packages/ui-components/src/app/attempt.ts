/** Does what somebody asked for by a command, and says so if that failed: nobody waits for a palette, a menu or a key. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** A toast for some seconds; without it, the application would only list what it is told. */
export const SHOWN = { autoClose: 8000 };

/** The words of whatever was thrown. */
export function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/**
 * Do something, and show a toast if that failed. Never rejects.
 *
 * @param failure - What to say; the reason's own words, if left out.
 */
export async function attempt(
  act: () => unknown,
  trans: TranslationBundle,
  failure?: string
): Promise<void> {
  try {
    await act();
  } catch (reason) {
    console.warn('A command failed:', reason);
    Notification.error(
      failure ?? trans.__('That did not work: %1', wordsOf(reason)),
      SHOWN
    );
  }
}
