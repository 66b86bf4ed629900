/** Follows the settings of a plugin from when they are loaded, as long as there is somebody who follows them. */

import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

/** What is set, and what is the default. */
export interface IComposite {
  readonly [name: string]: unknown;
}

/** The settings of a plugin, as the application's registry loads them. */
export interface ILoadedSettings {
  readonly composite: IComposite;
  readonly changed: ISignal<ILoadedSettings, void>;
}

/**
 * Read settings once they are loaded, and again whenever they change.
 *
 * @param loading - The settings; undefined where there are none: then nothing is set, and that is read at once.
 * @param follower - Whoever reads them; once disposed, it reads no more.
 * @param read - Is given what is set; nothing, if they could not be loaded.
 * @param failure - What to say in that case, if nobody else does.
 */
export function followSettings(
  loading: Promise<ILoadedSettings> | undefined,
  follower: IDisposable,
  read: (composite: IComposite) => void,
  failure?: string
): void {
  if (!loading) {
    read({});
    return;
  }
  loading.then(
    loaded => {
      if (!follower.isDisposed) {
        const slot = () => read(loaded.composite);
        slot();
        loaded.changed.connect(slot, follower);
      }
    },
    (reason: unknown) => {
      if (failure) {
        console.warn(failure, reason);
      }
      if (!follower.isDisposed) {
        read({});
      }
    }
  );
}
