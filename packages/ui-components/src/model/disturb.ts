/** Do not disturb: whether it is on, and until when it can be turned on. */

import type { IPreferences } from '@jupyter-notifications/core';

/** Whether somebody turned it on and it has not ended: quiet hours are something else. */
export function isUndisturbed(
  preferences: IPreferences | null,
  now: number
): boolean {
  const until = preferences?.do_not_disturb_until;
  return (
    !!preferences?.do_not_disturb &&
    (until === undefined || Date.parse(until) > now)
  );
}

/** The next morning at nine, by the clock on the wall: when "until tomorrow" ends. */
export function tomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
}
