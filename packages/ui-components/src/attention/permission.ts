/** Whether the browser lets us make desktop notifications, and asking for it. */

import type { DesktopPermission } from '../interfaces';

/** What the browser says. Never asks. */
export function permission(): DesktopPermission {
  return Private.isSupported() ? Notification.permission : 'unsupported';
}

/** Ask, as far as there is something to ask. Only after a click that says why: else browsers refuse, rightly. */
export async function requestPermission(): Promise<DesktopPermission> {
  if (permission() === 'default') {
    await Notification.requestPermission();
  }
  return permission();
}

/** Call back when it changed: in the browser's settings, or by the answer in another tab. Undone by what is returned. */
export function followPermission(onChange: () => void): () => void {
  let status: PermissionStatus | null = null;
  let isOver = false;
  void Private.query().then(found => {
    if (!isOver && found) {
      status = found;
      status.addEventListener('change', onChange);
    }
  });
  return () => {
    isOver = true;
    status?.removeEventListener('change', onChange);
  };
}

/** A namespace for private data. */
namespace Private {
  /** A page that was not loaded safely may not have them; and without locks nobody could say which tab makes them. */
  export function isSupported(): boolean {
    return (
      window.isSecureContext && 'Notification' in window && 'locks' in navigator
    );
  }

  export async function query(): Promise<PermissionStatus | null> {
    try {
      return await navigator.permissions.query({ name: 'notifications' });
    } catch {
      // Not every browser has it; then the next click finds out.
      return null;
    }
  }
}
