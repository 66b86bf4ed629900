/** Notifications without a server: the real inbox over entries in this page's memory. */

import { Inbox } from './inbox';
import { MemoryBackend } from './memory';
import type { INotification, INotificationDraft } from './wire';

/**
 * An inbox that needs no server.
 *
 * #### Notes
 * Everything but the transport is what the real one runs. `server` plays the other side: what arrives, what another
 * tab does, and what goes wrong. By default there is no pause between two questions for changes, so that after
 * `await fake.settled()` all is shown, without a timer.
 */
export class FakeNotifications extends Inbox {
  constructor(options: FakeNotifications.IOptions = {}) {
    // The inbox disposes it.
    // eslint-disable-next-line jupyter/require-disposable-ownership
    const { entries = [], server = new MemoryBackend(options) } = options;
    for (const entry of entries) {
      server.deliver(entry);
    }
    super({ hintInterval: 0, ...options, backend: server });
    this.server = server;
  }

  /** The other side. */
  readonly server: MemoryBackend;

  /** Resolves when everything that was under way is shown. */
  async settled(): Promise<void> {
    await super.refresh();
    for (let i = 0; i < 20; i++) {
      await Promise.resolve();
    }
  }
}

/** A namespace for `FakeNotifications` statics. */
export namespace FakeNotifications {
  /** The options of a fake. */
  export interface IOptions
    extends MemoryBackend.IOptions, Partial<Omit<Inbox.IOptions, 'backend'>> {
    /** What is in the inbox, oldest first; states and times may be given. */
    entries?: ReadonlyArray<INotificationDraft & Partial<INotification>>;
    /** The other side, if it is there already. */
    server?: MemoryBackend;
  }
}
