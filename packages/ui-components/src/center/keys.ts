/** The keys of the center, as they are listed on `?` and in the documentation. */

import type { TranslationBundle } from '@jupyterlab/translation';

/** Some keys, and what they do. */
export interface IKeyLine {
  /** Each does it; written as Lumino writes keystrokes. */
  readonly keys: ReadonlyArray<string>;
  readonly does: string;
}

/** Every key of the center. */
export function keyLines(trans: TranslationBundle): IKeyLine[] {
  return [
    {
      keys: ['Tab'],
      does: trans.__(
        'go on to the header, the tabs, the search, the list and the controls of a notification'
      )
    },
    {
      keys: ['↑', '↓', 'Home', 'End'],
      does: trans.__('move between notifications')
    },
    {
      keys: ['←', '→'],
      does: trans.__('move between tabs, and between buttons')
    },
    {
      keys: ['Enter'],
      does: trans.__('open the link, or unfold and fold a group')
    },
    { keys: ['Space'], does: trans.__('select') },
    {
      keys: ['Shift ↑', 'Shift ↓'],
      does: trans.__('select one after the other')
    },
    { keys: ['Accel A'], does: trans.__('select all') },
    { keys: ['R'], does: trans.__('mark as read or unread') },
    { keys: ['E'], does: trans.__('archive, or move to the inbox') },
    { keys: ['S'], does: trans.__('snooze') },
    { keys: ['M'], does: trans.__('mute the source or the topic') },
    { keys: ['Delete'], does: trans.__('delete, or dismiss') },
    { keys: ['Accel Z'], does: trans.__('undo') },
    { keys: ['/'], does: trans.__('search') },
    { keys: ['?'], does: trans.__('list these keys') },
    {
      keys: ['Escape'],
      does: trans.__(
        'close a menu, else end the selection, the search, the filter, and then close the center'
      )
    }
  ];
}
