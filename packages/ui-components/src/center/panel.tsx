/** The center as a panel, for an application that has room for one beside its documents. */

import { ReactWidget, bellIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';
import React from 'react';

import { wordsOf } from '../words';
import { CenterView } from './centerview';
import { LazyCenter } from './lazycenter';

/**
 * The center as a panel.
 *
 * #### Notes
 * It loads and follows the inbox only while it is seen. Closing it disposes it.
 */
export class NotificationsPanel extends ReactWidget {
  constructor(source: LazyCenter.Source) {
    super();
    this.id = 'jupyter-notifications-panel';
    this.addClass('jp-Notifications-panel');
    // The application's own: a side bar colours only those.
    this.title.icon = bellIcon;
    this.title.caption = wordsOf(source.translator).__('Notifications');
    this.center = new LazyCenter(source);
    this.center.changed.connect(this._redraw, this);
    window.addEventListener('pagehide', this);
    window.addEventListener('pageshow', this);
  }

  /** What the panel shows. */
  readonly center: LazyCenter;

  /** Emitted when it came into view or went out of it. */
  get seenChanged(): ISignal<this, boolean> {
    return this._seenChanged;
  }

  /** Whether it is in view. */
  get isSeen(): boolean {
    return this._isSeen;
  }

  /** Follow what happens elsewhere. */
  handleEvent(event: Event): void {
    if (event.type === 'pagehide') {
      // What was on the screen until now is not new when the page comes again.
      this.center.close();
    } else if (this._isSeen) {
      // Back from the browser's cache, as it was.
      this.center.open();
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    window.removeEventListener('pagehide', this);
    window.removeEventListener('pageshow', this);
    this.center.dispose();
    super.dispose();
    Signal.clearData(this);
  }

  protected override render(): JSX.Element | null {
    return this._isSeen ? (
      <CenterView center={this.center} placement="panel" />
    ) : null;
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._look(this.isVisible);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._look(true);
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this._look(false);
  }

  protected override onBeforeDetach(msg: Message): void {
    super.onBeforeDetach(msg);
    this._look(false);
  }

  protected override onCloseRequest(msg: Message): void {
    super.onCloseRequest(msg);
    this.dispose();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this._wantsFocus = true;
    this._redraw();
  }

  protected override onUpdateRequest(msg: Message): void {
    super.onUpdateRequest(msg);
    void this.renderPromise?.then(() => this._takeFocus());
  }

  private _look(isSeen: boolean): void {
    if (isSeen === this._isSeen) {
      return;
    }
    this._isSeen = isSeen;
    if (isSeen) {
      this.center.open();
    } else {
      this._wantsFocus = false;
      this.center.close();
    }
    this._redraw();
    this._seenChanged.emit(isSeen);
  }

  /** Bring the focus in, as soon as what is to have it is there: first the frame, then what takes its place. */
  private _takeFocus(): void {
    if (!this._wantsFocus || this.isDisposed) {
      return;
    }
    this.node.querySelector<HTMLElement>('.jp-Notifications-center')?.focus();
    this._wantsFocus = this.center.state === 'loading';
  }

  private _redraw(): void {
    this.update();
  }

  private _isSeen = false;
  private _seenChanged = new Signal<this, boolean>(this);
  private _wantsFocus = false;
}
