/** Turns desktop notifications on, after a click that asks for it. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { DesktopOffer } from './desktopoffer';
import { blocked } from './words';

/** Ask the browser, and say what came of it. */
export async function enableDesktop(
  offer: DesktopOffer,
  trans: TranslationBundle
): Promise<void> {
  try {
    await offer.enable();
  } catch (reason) {
    console.warn('Desktop notifications were not turned on:', reason);
  }
  say(offer, trans);
}

/** Say what came of it, or what stands against it. */
function say(offer: DesktopOffer, trans: TranslationBundle): void {
  const options = { autoClose: 10_000 };
  if (offer.isOn) {
    Notification.success(
      trans.__('Desktop notifications are on in this browser.'),
      options
    );
    return;
  }
  switch (offer.permission) {
    case 'granted':
      Notification.warning(
        trans.__(
          'The browser allows desktop notifications, but the settings say that there are to be none.'
        ),
        options
      );
      break;
    case 'denied':
      Notification.warning(blocked(trans), options);
      break;
    case 'unsupported':
      Notification.warning(
        trans.__(
          'There are no desktop notifications here: they need https or localhost, and a browser that has them.'
        ),
        options
      );
      break;
    case 'default':
      // The question was closed without an answer: it can be asked again.
      break;
  }
}
