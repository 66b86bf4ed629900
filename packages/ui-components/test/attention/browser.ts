/** A browser with several tabs: its locks, and what each of its pages shows. */

import { Signal } from '@lumino/signaling';

import type { IPage } from '../../src/attention/page';

interface IRequest {
  name: string;
  grant(): void;
  break(reason: Error): void;
}

/**
 * Web Locks in one process, as far as exclusive locks go: a line for each name, taken away by `steal`, left by `signal`.
 *
 * #### Notes
 * jsdom has none. Written after https://w3c.github.io/web-locks/; what the real ones do is tested in a browser.
 */
export class FakeLocks implements LockManager {
  request(name: string, ...rest: unknown[]): Promise<never> {
    const callback = rest.pop() as (lock: Lock) => unknown;
    const { steal, signal } = (rest[0] ?? {}) as LockOptions;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new DOMException('Aborted', 'AbortError'));
        return;
      }
      const request: IRequest = {
        name,
        break: reject,
        grant: () => {
          this._held.set(name, request);
          void Promise.resolve()
            .then(() => callback({ name, mode: 'exclusive' }))
            .then(resolve as (value: unknown) => void, reject)
            .finally(() => this._release(request));
        }
      };
      signal?.addEventListener('abort', () => {
        if (this._pending.has(request)) {
          this._pending.delete(request);
          reject(new DOMException('Aborted', 'AbortError'));
        }
      });
      const holder = this._held.get(name);
      if (holder && !steal) {
        this._pending.add(request);
        return;
      }
      holder?.break(new DOMException('Stolen', 'AbortError'));
      request.grant();
    });
  }

  async query(): Promise<LockManagerSnapshot> {
    const info = ({ name }: IRequest): LockInfo => ({
      name,
      mode: 'exclusive'
    });
    return {
      held: [...this._held.values()].map(info),
      pending: [...this._pending].map(info)
    };
  }

  private _release(request: IRequest): void {
    const { name } = request;
    if (this._held.get(name) === request) {
      this._held.delete(name);
      const next = [...this._pending].find(one => one.name === name);
      if (next) {
        this._pending.delete(next);
        next.grant();
      }
    }
  }

  private _held = new Map<string, IRequest>();
  private _pending = new Set<IRequest>();
}

/** A page that is shown, hidden, focused and frozen by a test. */
export class FakePage implements IPage {
  constructor(
    public isVisible = true,
    public hasFocus = isVisible
  ) {}

  /** Make one, for a test that has several. */
  static of(isVisible = true, hasFocus = isVisible): FakePage {
    return new FakePage(isVisible, hasFocus);
  }

  isFrozen = false;
  isDisposed = false;

  get changed(): Signal<this, void> {
    return this._changed;
  }

  /** Show it, with the focus or without. */
  show(hasFocus = true): void {
    this.isVisible = true;
    this.hasFocus = hasFocus;
    this._changed.emit();
  }

  hide(): void {
    this.isVisible = this.hasFocus = false;
    this._changed.emit();
  }

  freeze(isFrozen = true): void {
    this.isFrozen = isFrozen;
    this._changed.emit();
  }

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  private _changed = new Signal<this, void>(this);
}

/** A desktop notification that only remembers. */
export class FakeDesktopNotification {
  static permission: NotificationPermission = 'granted';
  static answer: NotificationPermission = 'granted';
  static asked = 0;
  /** What stands on the desktop, by tag: of the same tag, there is one. */
  static readonly shown = new Map<string, FakeDesktopNotification>();
  /** Everything that was made, also what was closed. */
  static readonly made: FakeDesktopNotification[] = [];

  static async requestPermission(): Promise<NotificationPermission> {
    FakeDesktopNotification.asked++;
    return (FakeDesktopNotification.permission =
      FakeDesktopNotification.answer);
  }

  static reset(permission: NotificationPermission = 'granted'): void {
    this.permission = permission;
    this.answer = 'granted';
    this.asked = 0;
    this.shown.clear();
    this.made.length = 0;
  }

  constructor(
    readonly title: string,
    readonly options: NotificationOptions
  ) {
    FakeDesktopNotification.shown.set(options.tag!, this);
    FakeDesktopNotification.made.push(this);
  }

  onclick: (() => void) | null = null;
  onclose: (() => void) | null = null;

  close(): void {
    if (FakeDesktopNotification.shown.get(this.options.tag!) === this) {
      FakeDesktopNotification.shown.delete(this.options.tag!);
    }
    this.onclose?.();
  }
}

/** Put them where a safe page of a browser has them; undone by what is returned. */
export function installDesktop(locks: LockManager): () => void {
  const put = (on: object, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(on, name);
    Object.defineProperty(on, name, { value, configurable: true });
    return () => {
      if (before) {
        Object.defineProperty(on, name, before);
      } else {
        Reflect.deleteProperty(on, name);
      }
    };
  };
  const undo = [
    put(window, 'Notification', FakeDesktopNotification),
    put(window, 'isSecureContext', true),
    put(navigator, 'locks', locks)
  ];
  return () => undo.forEach(one => one());
}
