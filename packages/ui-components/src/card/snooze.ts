/** The menu that snoozes: a few times to choose from, any other time, and waking what sleeps. */

import type { INotification } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { MenuItem } from '../menu';
import type { Verbs } from '../model/verbs';
import { pickTime } from './picktime';
import { presets } from './presets';
import type { PresetName } from './presets';
import { dayTime } from './time';

/** The part of a center's model that the menu works with. */
export interface ISnoozer {
  readonly verbs: Pick<Verbs, 'snooze'>;
  focusRow(key: string): void;
}

/**
 * What a menu offers to snooze entries, one or many, to be asked for when the menu opens.
 *
 * #### Notes
 * "Wake now" is there if one of them sleeps.
 */
export function snoozeItems(
  center: ISnoozer,
  entries: ReadonlyArray<INotification>,
  trans: TranslationBundle,
  now = new Date()
): MenuItem[] {
  const until = (time: Date | null) => void center.verbs.snooze(entries, time);
  const pick = async () => {
    const time = await pickTime(proposal(now), trans, () =>
      center.focusRow('')
    );
    if (time) {
      until(time);
    }
  };
  const wake: MenuItem[] = entries.some(entry => entry.snoozed_until)
    ? [{ label: trans.__('Wake now'), run: () => until(null) }, 'separator']
    : [];
  return [
    ...wake,
    ...presets(now).map(preset => ({
      label: presetName(preset.name, trans),
      hint: dayTime(preset.until, now),
      run: () => until(preset.until)
    })),
    'separator',
    {
      label: trans.__('Pick a date and time…'),
      run: () => void pick()
    }
  ];
}

function presetName(name: PresetName, trans: TranslationBundle): string {
  switch (name) {
    case 'hour':
      return trans.__('In 1 hour');
    case 'evening':
      return trans.__('This evening');
    case 'tomorrow':
      return trans.__('Tomorrow');
    case 'week':
      return trans.__('Next week');
  }
}

/** What the dialog proposes: tomorrow morning. */
function proposal(now: Date): Date {
  return presets(now).find(preset => preset.name === 'tomorrow')!.until;
}
