/** A center on a page, over an inbox in memory, with the application's real sanitizer. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';
import type {
  INotification,
  INotificationDraft,
  IStatus
} from '@jupyter-notifications/core';
import {
  RenderMimeRegistry,
  standardRendererFactories
} from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act, screen } from '@testing-library/react';

import { BadgeWidget } from '../src/badge/badgewidget';
import type {
  IBadgeOptions,
  ICenterHost,
  ILastSeen,
  IPageEntries,
  IPageEntry,
  IUser
} from '../src/interfaces';

/** Something to put in an inbox. */
export type Draft = INotificationDraft & Partial<INotification>;

/** Notifications of a page. */
export class FakePageEntries implements IPageEntries {
  constructor(public items: IPageEntry[]) {}

  get changed(): Signal<this, void> {
    return this._changed;
  }

  dismiss(id: string): void {
    this.items = this.items.filter(item => item.id !== id);
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
}

/** Who looks, as the application comes to know it. */
export class FakeUser implements IUser {
  constructor(username?: string) {
    this.identity = username ? { username } : null;
  }

  identity: IUser['identity'];

  get userChanged(): Signal<this, void> {
    return this._userChanged;
  }

  /** The server has said who it is. */
  become(username: string): void {
    this.identity = { username };
    this._userChanged.emit();
  }

  private _userChanged = new Signal<this, void>(this);
}

/** What a test can see and do. */
export class Stage {
  constructor(options: Stage.IOptions = {}) {
    const { entries, status, pageEntries, placement = 'statusbar' } = options;
    this.inbox = new FakeNotifications({
      entries,
      status: { durable: true, ...status },
      ...(options.pageSize ? { pageSize: options.pageSize } : {})
    });
    this.host = {
      openLink: jest.fn(),
      documentUrl: jest.fn((path: string) => `http://localhost/show/${path}`),
      runCommand: jest.fn(),
      hasCommand: jest.fn((command: string) => command.startsWith('known:')),
      openSettings: jest.fn(),
      openPanel: jest.fn(),
      openPopup: jest.fn()
    };
    this.badge = new BadgeWidget({
      notifications: this.inbox,
      host: this.host,
      rendermime: new RenderMimeRegistry({
        initialFactories: standardRendererFactories,
        // What a Markdown parser does with HTML: it lets it pass, for the sanitizer to judge.
        markdownParser: { render: async (source: string) => source }
      }),
      translator: nullTranslator,
      placement,
      ...(pageEntries ? { pageEntries } : {}),
      ...(options.lastSeen ? { lastSeen: options.lastSeen } : {}),
      ...(options.user ? { user: options.user } : {})
    });
    act(() => Widget.attach(this.badge, document.body));
  }

  readonly inbox: FakeNotifications;
  readonly host: jest.Mocked<Required<ICenterHost>>;
  readonly badge: BadgeWidget;

  /** Wait until what is under way is drawn. */
  async settle(): Promise<void> {
    await act(async () => {
      await this.inbox.settled();
      MessageLoop.flush();
    });
  }

  /** Do something, and wait until it is drawn. */
  async after(what: () => unknown): Promise<void> {
    await act(async () => {
      await what();
    });
    await this.settle();
  }

  /** Open the center. */
  async open(): Promise<HTMLElement> {
    await this.settle();
    await this.after(() => {
      this.badge.popup.open();
      return this.badge.popup.center.ready;
    });
    return screen.getByRole('dialog');
  }

  /** Something happens on the server. */
  async deliver(...drafts: Draft[]): Promise<void> {
    await this.after(() =>
      drafts.forEach(draft => this.inbox.server.deliver(draft))
    );
  }

  dispose(): void {
    act(() => this.badge.dispose());
    this.inbox.dispose();
    document.body.replaceChildren();
  }
}

/** A namespace for `Stage` statics. */
export namespace Stage {
  /** What is on the stage. */
  export interface IOptions {
    /** Oldest first. */
    entries?: Draft[];
    status?: Partial<IStatus>;
    pageEntries?: IPageEntries;
    lastSeen?: ILastSeen;
    placement?: IBadgeOptions['placement'];
    user?: IUser;
    pageSize?: number;
  }
}

/** The card with a title. */
export function card(title: string): HTMLElement {
  return screen.getByRole('article', { name: new RegExp(title) });
}

/** The titles of all cards, in the order of the page. */
export function titles(): string[] {
  return screen
    .queryAllByRole('article')
    .map(node => node.querySelector('h4 bdi')?.textContent ?? '');
}
