/** Asks for a date and a time that are still to come, in the application's own dialog. */

import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/**
 * Ask until when.
 *
 * @param initial - What is proposed.
 * @param onLost - What had the focus has gone meanwhile, so that the application cannot give it back.
 *
 * @returns what was chosen, or null if nothing was.
 */
export async function pickTime(
  initial: Date,
  trans: TranslationBundle,
  onLost: () => void
): Promise<Date | null> {
  const body = new TimeField(initial, trans);
  const dialog = new PickTimeDialog(body, trans.__('Snooze until'), {
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Snooze') })
    ],
    focusNodeSelector: 'input'
  });
  const { button, value } = await dialog.launch();
  if (document.activeElement === document.body) {
    onLost();
  }
  return button.accept ? value : null;
}

/** The field for a date and a time, with what is wrong with it. */
class TimeField extends Widget implements Dialog.IBodyWidget<Date> {
  constructor(initial: Date, trans: TranslationBundle) {
    super();
    this.addClass('jp-Notifications-pickTime');
    this._trans = trans;
    const label = document.createElement('label');
    label.textContent = trans.__('Date and time');
    this._input.type = 'datetime-local';
    this._input.className = 'jp-mod-styled';
    this._input.value = toField(initial);
    this._input.required = true;
    this._reason.id = `jp-Notifications-reason-${counter++}`;
    this._reason.className = 'jp-Notifications-pickTimeReason';
    this._reason.setAttribute('role', 'alert');
    this._input.setAttribute('aria-describedby', this._reason.id);
    this._input.addEventListener('input', () => this.check());
    label.append(this._input);
    this.node.append(label, this._reason);
  }

  getValue(): Date {
    return new Date(this._input.value);
  }

  /** Say what is wrong. Returns whether nothing is. */
  check(): boolean {
    const time = this.getValue().getTime();
    const reason = !Number.isFinite(time)
      ? this._trans.__('Choose a date and a time.')
      : time <= Date.now()
        ? this._trans.__('This time has passed. Choose one that is to come.')
        : '';
    this._input.setAttribute('aria-invalid', String(reason !== ''));
    // Said once, not with every letter.
    if (this._reason.textContent !== reason) {
      this._reason.textContent = reason;
    }
    return reason === '';
  }

  /** Bring the focus to what is wrong. */
  focusField(): void {
    this._input.focus();
  }

  private readonly _trans: TranslationBundle;
  private readonly _input = document.createElement('input');
  private readonly _reason = document.createElement('p');
}

/** Stays open until the time is one that is to come. */
class PickTimeDialog extends Dialog<Date> {
  constructor(
    body: TimeField,
    title: string,
    options: Partial<Dialog.IOptions<Date>>
  ) {
    super({ ...options, title, body });
    // Named by the application only if its body is a text.
    this.node.setAttribute('aria-label', title);
    this._field = body;
    this._choices = options.buttons ?? [];
  }

  override resolve(index: number = this._choices.length - 1): void {
    if (this._choices[index]?.accept && !this._field.check()) {
      this._field.focusField();
      return;
    }
    super.resolve(index);
  }

  private readonly _field: TimeField;
  private readonly _choices: ReadonlyArray<Dialog.IButton>;
}

let counter = 0;

/** A time as the field takes it: local, to the minute. */
function toField(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const year = String(time.getFullYear()).padStart(4, '0');
  const day = `${year}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}
