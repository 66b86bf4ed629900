/** What every part of a center needs: its model, the application, the words and the time. */

import type { IPreferences, IStatus } from '@jupyter-notifications/core';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore
} from 'react';

import type { CenterModel } from './model/centermodel';
import type { ICenterOptions, IUser } from './interfaces';

export { DOMAIN, wordsOf } from './words';

/** What every part of a center needs. */
export interface ICenterContext {
  readonly model: CenterModel;
  readonly options: ICenterOptions;
  readonly trans: TranslationBundle;
  /** Milliseconds since 1970, a minute old at most. */
  readonly now: number;
  /** How the store is; here, since what is drawn once has to be drawn again when it changes. */
  readonly status: IStatus | null;
  /** What is muted, and more; null until it is known; here for the same reason. */
  readonly preferences: IPreferences | null;
  /** The name of who looks, once it is known; here for the same reason. */
  readonly username: string | undefined;
}

const Context = createContext<ICenterContext | null>(null);

/** The parts inside it belong to one center. */
export const CenterContext = Context.Provider;

/** The center that a part belongs to. */
export function useCenter(): ICenterContext {
  const center = useContext(Context);
  if (!center) {
    throw new Error('Not inside a notification center');
  }
  return center;
}

/** The time, refreshed every minute and whenever the page is seen again. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, 60_000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, []);
  return now;
}

/** The name of who looks, once it is known. */
export function useUsername(user: IUser | undefined): string | undefined {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const slot = () => onChange();
      user?.userChanged.connect(slot);
      return () => {
        user?.userChanged.disconnect(slot);
      };
    },
    [user]
  );
  return useSyncExternalStore(subscribe, () => user?.identity?.username);
}

/** A button that shows only an icon, named for everyone. */
export const IconButton = React.forwardRef<
  HTMLButtonElement,
  React.ButtonHTMLAttributes<HTMLButtonElement> & { label: string }
>(function IconButton({ label, className, children, ...others }, ref) {
  return (
    <button
      type="button"
      ref={ref}
      className={`jp-Notifications-iconButton ${className ?? ''}`.trim()}
      aria-label={label}
      title={label}
      {...others}
    >
      {children}
    </button>
  );
});
