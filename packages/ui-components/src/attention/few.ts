/** How many are shown each by itself, so that a burst neither fills the screen nor hides what is urgent. */

import type { INotification } from '@jupyter-notifications/core';

/** How many are shown by themselves at once, beside a number; as many again if they are urgent. */
const FEW = 3;

/**
 * Part entries into those that are shown by themselves and those that are only counted.
 *
 * @param shown - How many are shown already.
 * @param isCounting - Whether a number is shown already, which others may join.
 */
export function few(
  entries: ReadonlyArray<INotification>,
  shown: number,
  isCounting: boolean
): { alone: INotification[]; counted: INotification[] } {
  if (!isCounting && shown + entries.length <= FEW) {
    return { alone: [...entries], counted: [] };
  }
  const alone = entries
    .filter(({ priority }) => priority === 'urgent')
    .slice(0, Math.max(0, 2 * FEW - shown));
  const counted = entries.filter(entry => !alone.includes(entry));
  return { alone, counted };
}
