/** The preferences as a field of the Settings Editor, whose code is loaded when it is first drawn. */

import type { INotifications } from '@jupyter-notifications/core';
import type { ITranslator } from '@jupyterlab/translation';
import type { IFormRenderer } from '@jupyterlab/ui-components';
import React, { Suspense, lazy } from 'react';

import { wordsOf } from '../words';

/** Where the setting is that stands for them: it holds nothing itself. */
export const PREFERENCES_RENDERER =
  '@jupyter-notifications/core:notifications.preferences';

const Form = lazy(async () => {
  const { PreferencesForm } = await import('./form');
  return { default: PreferencesForm };
});

/** What draws the field. What the settings file says of it is not read, and never written. */
export function preferencesRenderer(
  notifications: INotifications,
  translator: ITranslator
): IFormRenderer {
  const trans = wordsOf(translator);
  return {
    fieldRenderer: () => (
      <Suspense fallback={<p role="status">{trans.__('Loading…')}</p>}>
        <Form notifications={notifications} trans={trans} />
      </Suspense>
    )
  };
}
