/** Our words, in the language of the page. */

import { nullTranslator } from '@jupyterlab/translation';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

/** The domain of our words. */
export const DOMAIN = 'jupyter_notifications';

/** The words of the badge and the center, in the language of the page. */
export function wordsOf(
  translator: ITranslator | undefined
): TranslationBundle {
  return (translator ?? nullTranslator).load(DOMAIN);
}
