/** The center as a popup that hangs on the badge: not modal, and gone as soon as one turns away from it. */

import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import React from 'react';

import type { BadgePlacement } from '../interfaces';
import { CenterView } from './centerview';
import { LazyCenter } from './lazycenter';
import { place } from './place';

/** The center as a popup. */
export class NotificationsPopup extends ReactWidget {
  constructor(options: NotificationsPopup.IOptions) {
    super();
    this.addClass('jp-Notifications-popup');
    this._options = options;
    this.center = new LazyCenter(options.center);
  }

  /** What the popup shows. */
  readonly center: LazyCenter;

  /** Emitted when it opened or closed, with whether it is open. */
  get openChanged(): ISignal<this, boolean> {
    return this._openChanged;
  }

  get isOpen(): boolean {
    return this.isAttached;
  }

  /** Show it, and bring the focus into it. */
  open(): void {
    if (this.isOpen || this.isDisposed) {
      return;
    }
    this.center.open();
    Widget.attach(this, document.body);
    this._place();
    document.addEventListener('pointerdown', this, true);
    document.addEventListener('focusin', this, true);
    window.addEventListener('resize', this);
    window.addEventListener('blur', this);
    this._openChanged.emit(true);
  }

  /**
   * Hide it.
   *
   * @param focusBadge - Whether the focus goes back to the badge: not if it went elsewhere already.
   */
  override close(focusBadge = true): void {
    if (!this.isOpen) {
      return;
    }
    const badge = this._options.anchor();
    Widget.detach(this);
    this._forget();
    this.center.close();
    this._openChanged.emit(false);
    if (focusBadge) {
      badge?.focus();
    }
  }

  /** Show it, or hide it. */
  toggle(): void {
    if (this.isOpen) {
      this.close();
    } else {
      this.open();
    }
  }

  /** Follow what happens elsewhere. */
  handleEvent(event: Event): void {
    switch (event.type) {
      case 'resize':
        this._place();
        // The application lays itself out after this, and its bars may come or go with the width.
        cancelAnimationFrame(this._frame);
        this._followBadge(NotificationsPopup.SETTLING_FRAMES);
        break;
      case 'blur':
        // A click into a frame is not seen here, only that the window lost the focus to it.
        if (document.activeElement instanceof HTMLIFrameElement) {
          this.close(false);
        }
        break;
      default:
        if (!this._isInside(event.target)) {
          this.close(false);
        }
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.close(false);
    this._forget();
    this.center.dispose();
    super.dispose();
    Signal.clearData(this);
  }

  protected override render(): JSX.Element {
    return (
      <CenterView
        center={this.center}
        placement="popup"
        onClose={() => this.close()}
      />
    );
  }

  /** Whether something is of the popup, its badge, or a menu or dialog that it opened. */
  private _isInside(target: EventTarget | null): boolean {
    return (
      !(target instanceof Element) ||
      this.node.contains(target) ||
      !!this._options.anchor()?.contains(target) ||
      target.closest('.lm-Menu, .jp-Dialog') !== null
    );
  }

  private _place(): void {
    const anchor = this._options.anchor();
    if (anchor) {
      place(this.node, anchor.getBoundingClientRect(), this._options.placement);
    }
  }

  /** Keep to the badge for some frames. */
  private _followBadge(frames: number): void {
    if (frames > 0) {
      this._frame = requestAnimationFrame(() => {
        this._place();
        this._followBadge(frames - 1);
      });
    }
  }

  private _forget(): void {
    document.removeEventListener('pointerdown', this, true);
    document.removeEventListener('focusin', this, true);
    window.removeEventListener('resize', this);
    window.removeEventListener('blur', this);
    cancelAnimationFrame(this._frame);
  }

  private readonly _options: NotificationsPopup.IOptions;
  private _frame = 0;
  private _openChanged = new Signal<this, boolean>(this);
}

/** A namespace for `NotificationsPopup` statics. */
export namespace NotificationsPopup {
  /** How long an application takes to lay itself out: half a second. */
  export const SETTLING_FRAMES = 30;

  /** What the popup is made with. */
  export interface IOptions {
    /** What the center is made with, or how that is come by. */
    readonly center: LazyCenter.Source;
    readonly placement: BadgePlacement;
    /** The badge's button; null while there is none. */
    readonly anchor: () => HTMLElement | null;
  }
}
