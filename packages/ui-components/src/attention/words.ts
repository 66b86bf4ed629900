/** What is said in more than one place. */

import type { TranslationBundle } from '@jupyterlab/translation';

/** What to do against the browser's refusal. */
export function blocked(trans: TranslationBundle): string {
  return trans.__(
    'This browser blocks desktop notifications from here. Allow them in its settings for this site, beside the address.'
  );
}
