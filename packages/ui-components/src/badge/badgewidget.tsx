/** The badge as a widget for a status bar or a header, and where the center opens that it stands for. */

import type { INotifications } from '@jupyter-notifications/core';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { Announcer } from './announcer';
import { Arrivals } from './arrivals';
import { Badge } from './badge';
import type { BadgePlacement, IBadgeOptions, IPanelPlace } from '../interfaces';
import { NotificationsPopup } from '../center/popup';
import { isUndisturbed } from '../model/disturb';
import { wordsOf } from '../words';

/**
 * The badge, its popup, and the voice that tells of arrivals.
 *
 * #### Notes
 * There is one center at a time: a panel that is in view is what the badge shows and hides, and the popup opens only
 * while there is none. Disposing the badge closes and disposes the popup.
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
      center: options,
      placement: options.placement,
      anchor: () => this.node.querySelector('button')
    });
    this.popup.openChanged.connect(this._redraw, this);
    this._notifications.changed.connect(this._redraw, this);
    this._notifications.preferencesChanged.connect(this._redraw, this);
  }

  /** The center that the badge opens at itself. */
  readonly popup: NotificationsPopup;

  /** Whether the badge opens the panel rather than the popup. */
  prefersPanel = false;

  /** The place beside the documents, where the application has one. */
  get panel(): IPanelPlace | null {
    return this._panel;
  }
  set panel(value: IPanelPlace | null) {
    this._panel?.changed.disconnect(this._redraw, this);
    this._panel = value;
    this._panel?.changed.connect(this._redraw, this);
    this._redraw();
  }

  /** Whether the center is open, wherever it is. */
  get isOpen(): boolean {
    return this.popup.isOpen || this._panel?.isSeen === true;
  }

  /** Open the center, or close it. */
  toggle(): void {
    if (this._panel?.isSeen) {
      this._panel.hide();
    } else if (this.popup.isOpen) {
      this.popup.close();
    } else if (this.prefersPanel && this._panel) {
      this._panel.show().catch((reason: unknown) => {
        // The popup can say so, and try again.
        console.warn('The panel did not come:', reason);
        this.popup.open();
      });
    } else {
      this.popup.open();
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.panel = null;
    this._notifications.changed.disconnect(this._redraw, this);
    this._notifications.preferencesChanged.disconnect(this._redraw, this);
    this._arrivals.dispose();
    this.popup.dispose();
    super.dispose();
  }

  protected override render(): JSX.Element {
    const { unread, connection, preferences } = this._notifications;
    return (
      <>
        <Badge
          unread={unread}
          connection={connection}
          quiet={
            !preferences?.quiet
              ? null
              : isUndisturbed(preferences, Date.now())
                ? 'do-not-disturb'
                : 'quiet-hours'
          }
          isOpen={this.isOpen}
          placement={this._placement}
          trans={this._trans}
          onClick={() => this.toggle()}
          onApproach={() => this.popup.center.prefetch()}
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
  private _panel: IPanelPlace | null = null;
  private readonly _placement: BadgePlacement;
  private readonly _trans: TranslationBundle;
  private readonly _arrivals: Arrivals;
}

/** Make a badge. */
export function createBadge(options: IBadgeOptions): BadgeWidget {
  return new BadgeWidget(options);
}
