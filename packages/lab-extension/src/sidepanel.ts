/** The place of the center in a side area of JupyterLab. */

import type {
  IPanelPlace,
  NotificationsPanel
} from '@jupyter-notifications/ui-components';
import type { ILabShell } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

/**
 * A panel that is made when it is first shown, and brought back with the layout.
 *
 * #### Notes
 * It comes into the right area; whoever moves it to the left finds it there from then on.
 */
export class SidePanel implements IPanelPlace {
  constructor(options: SidePanel.IOptions) {
    this._options = options;
  }

  get isSeen(): boolean {
    return this._panel?.isSeen ?? false;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  async show(activate = true): Promise<void> {
    if (!this._panel) {
      // Asked for twice meanwhile, it is one panel still.
      this._making ??= this._make().finally(() => {
        this._making = null;
      });
      await this._making;
    }
    const panel = this._panel;
    if (panel && activate) {
      this._options.shell.activateById(panel.id);
    }
  }

  hide(): void {
    const { shell } = this._options;
    if (!this._panel) {
      return;
    }
    for (const widget of shell.widgets('left')) {
      if (widget === this._panel) {
        shell.collapseLeft();
        return;
      }
    }
    shell.collapseRight();
  }

  remove(): void {
    this._panel?.close();
  }

  private async _make(): Promise<NotificationsPanel> {
    const { create, shell, tracker } = this._options;
    const panel = await create();
    this._panel = panel;
    panel.seenChanged.connect(this._onSeen, this);
    panel.disposed.connect(this._onDisposed, this);
    // The name has to be known before the layout is written for the first time with it.
    void tracker.add(panel);
    shell.add(panel, 'right', { rank: SidePanel.RANK });
    return panel;
  }

  private _onSeen(): void {
    this._changed.emit();
  }

  private _onDisposed(): void {
    this._panel = null;
    this._changed.emit();
  }

  private readonly _options: SidePanel.IOptions;
  private _changed = new Signal<this, void>(this);
  private _making: Promise<NotificationsPanel> | null = null;
  private _panel: NotificationsPanel | null = null;
}

/** A namespace for `SidePanel` statics. */
export namespace SidePanel {
  /** Among the panels of an area: after the property inspector, before the debugger. */
  export const RANK = 650;

  /** What the place is made with. */
  export interface IOptions {
    readonly shell: Pick<
      ILabShell,
      'activateById' | 'add' | 'collapseLeft' | 'collapseRight' | 'widgets'
    >;
    /** Where the layout's restorer finds it. */
    readonly tracker: WidgetTracker<NotificationsPanel>;
    /** Makes the panel. */
    readonly create: () => Promise<NotificationsPanel>;
  }
}
