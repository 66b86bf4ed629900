/** What the parts of the form have in common. */

import type {
  IPreferences,
  IPreferencesChange
} from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';

/** A change, or what makes one of the preferences as they are. */
export type Change =
  IPreferencesChange | ((latest: IPreferences) => IPreferencesChange);

/** What every part of the form is given. */
export interface IPartProps {
  readonly preferences: IPreferences;
  readonly trans: TranslationBundle;
  /** Send a change; what is refused is taken back, and said. */
  readonly save: (change: Change) => void;
}
