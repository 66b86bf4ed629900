/** Puts our center in the place of the application's own notification center, and takes it away again. */

import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/** The command by which JupyterLab opens its own center: from the View menu, a shortcut, anywhere. */
const DISPLAY = 'apputils:display-notifications';

/** While this attribute is on the body, the style hides the application's own status item. */
const ATTRIBUTE = 'data-jp-notifications-bell';

/**
 * While enabled, the application's own bell is hidden and its command opens ours.
 *
 * #### Notes
 * A command cannot be replaced, but it tells when it ran. JupyterLab's command toggles a popup that is shown in a later
 * task only; run again in the same task it takes the popup back before anything was drawn. So whatever leads to
 * JupyterLab's center leads to ours, no menu has to be rebuilt, and switching this off needs no reload.
 */
export class BellReplacement implements IDisposable {
  constructor(options: BellReplacement.IOptions) {
    this._commands = options.commands;
    this._open = options.open;
    this._commands.commandExecuted.connect(this._onExecuted, this);
  }

  /** Whether ours is in its place; not before that was decided. */
  get enabled(): boolean {
    return this._enabled;
  }
  set enabled(value: boolean) {
    this._enabled = value;
    document.body.toggleAttribute(ATTRIBUTE, value);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.enabled = false;
    Signal.clearData(this);
  }

  private _onExecuted(
    commands: CommandRegistry,
    executed: CommandRegistry.ICommandExecutedArgs
  ): void {
    if (!this._enabled || executed.id !== DISPLAY || this._takingBack) {
      return;
    }
    this._takingBack = true;
    try {
      void commands.execute(DISPLAY);
    } finally {
      this._takingBack = false;
    }
    this._open();
  }

  private _commands: CommandRegistry;
  private _enabled = false;
  private _isDisposed = false;
  private _open: () => void;
  private _takingBack = false;
}

/** A namespace for `BellReplacement` statics. */
export namespace BellReplacement {
  /** What the replacement is made with. */
  export interface IOptions {
    readonly commands: CommandRegistry;
    /** Opens our center. */
    readonly open: () => void;
  }
}
