/** What the server refused, beside the field that it is about. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** What is wrong, by field; '' is what no field is to blame for. */
export type Faults = Readonly<Record<string, string>>;

/** The message; nothing without one. The field names it by `aria-describedby`. */
export function Refused(props: {
  id: string;
  message: string | undefined;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { id, message, trans } = props;
  return message === undefined ? null : (
    <p className="jp-Notifications-preferencesProblem" id={id} role="alert">
      {trans.__('Not saved: %1', message)}
    </p>
  );
}

/** The attributes of a field that was refused. */
export function refusedField(
  id: string,
  message: string | undefined
): React.AriaAttributes {
  return message === undefined
    ? {}
    : { 'aria-invalid': true, 'aria-describedby': id };
}
