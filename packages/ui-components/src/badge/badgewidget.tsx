/** The badge as a widget for a status bar or a header, with the popup that it opens. */

import type { INotifications } from '@jupyter-notifications/core';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { Announcer } from './announcer';
import { Arrivals } from './arrivals';
import { Badge } from './badge';
import type { BadgePlacement, IBadgeOptions } from '../interfaces';
import { wordsOf } from '../words';
import { NotificationsPopup } from '../center/popup';

/**
 * The badge, its popup, and the voice that tells of arrivals.
 *
 * #### Notes
 * Disposing it closes and disposes the popup.
 */
export class BadgeWidget extends ReactWidget {
  constructor(options: IBadgeOptions) {
    super();
    this.addClass('jp-Notifications-badgeWidget');
    this._notifications = options.notifications;
    this._placement = options.placement;
    this._trans = wordsOf(options.translator);
    this._arrivals = new Arrivals(options.notifications);
    this.popup = new NotificationsPopup({
      ...options,
      anchor: () => this.node.querySelector('button')
    });
    this.popup.openChanged.connect(this._redraw, this);
    this._notifications.changed.connect(this._redraw, this);
  }

  /** The center that the badge opens. */
  readonly popup: NotificationsPopup;

  /** Whether the center is open. */
  get isOpen(): boolean {
    return this.popup.isOpen;
  }

  /** Open the center, or close it. */
  toggle(): void {
    this.popup.toggle();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._notifications.changed.disconnect(this._redraw, this);
    this._arrivals.dispose();
    this.popup.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    return (
      <>
        <Badge
          unread={this._notifications.unread}
          connection={this._notifications.connection}
          isOpen={this.popup.isOpen}
          placement={this._placement}
          trans={this._trans}
          onClick={() => this.popup.toggle()}
        />
        <Announcer arrivals={this._arrivals} trans={this._trans} />
      </>
    );
  }

  /** To close a badge is to close its center: the badge belongs to the status bar or the header. */
  protected override onCloseRequest(msg: Message): void {
    this.popup.close(false);
  }

  private _redraw(): void {
    this.update();
  }

  private readonly _notifications: INotifications;
  private readonly _placement: BadgePlacement;
  private readonly _trans: TranslationBundle;
  private readonly _arrivals: Arrivals;
}

/** Make a badge. */
export function createBadge(options: IBadgeOptions): BadgeWidget {
  return new BadgeWidget(options);
}
