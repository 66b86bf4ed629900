/** The application's sanitizer, and `harden` behind it, before anything is in the page. */

import type { IRenderMime } from '@jupyterlab/rendermime';

import { harden } from './harden';

/**
 * Sanitizes as the application does, and then hardens.
 *
 * #### Notes
 * An image is asked for as soon as it is written into an element of the page, shown or not, so hardening what is drawn
 * would come too late: whoever sends a notification could learn when it is read, or log the reader out. So it is done on
 * a document of its own, which loads nothing.
 */
export class HardSanitizer implements IRenderMime.ISanitizer {
  constructor(sanitizer: IRenderMime.ISanitizer) {
    this._sanitizer = sanitizer;
  }

  /** Ids and names could shadow ours. */
  readonly allowNamedProperties = false;

  getAutolink(): boolean {
    return this._sanitizer.getAutolink?.() ?? true;
  }

  sanitize(dirty: string, options?: IRenderMime.ISanitizerOptions): string {
    const clean = this._sanitizer.sanitize(dirty, options);
    const { body } = new DOMParser().parseFromString(clean, 'text/html');
    harden(body);
    return body.innerHTML;
  }

  private readonly _sanitizer: IRenderMime.ISanitizer;
}
