/** The keys of the center, listed over it. */

import { CommandRegistry } from '@lumino/commands';
import React, { useId, useLayoutEffect, useRef } from 'react';

import { IconButton, useCenter } from '../context';
import { Icon, closeIcon } from '../icons';
import { keyLines } from './keys';

/** The list of keys: modal, closed with Escape, and then the focus is where it was. */
export function Help(): JSX.Element {
  const { model, trans } = useCenter();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => {
    model.isHelpOpen = false;
  };
  useLayoutEffect(() => {
    const node = ref.current;
    const before = document.activeElement;
    node?.showModal();
    return () => {
      node?.close();
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    <dialog
      className="jp-Notifications-help"
      aria-labelledby={id}
      ref={ref}
      onCancel={event => {
        event.preventDefault();
        close();
      }}
      onClick={event => {
        // Beside it: what is behind a modal dialog counts as the dialog.
        if (event.target === event.currentTarget) {
          close();
        }
      }}
      onKeyDown={event => {
        // None of these keys does here what it says.
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.preventDefault();
          close();
        }
      }}
    >
      <div className="jp-Notifications-helpContent">
        <div className="jp-Notifications-header">
          <h2 className="jp-Notifications-heading" id={id}>
            {trans.__('Keyboard shortcuts')}
          </h2>
          <IconButton label={trans.__('Close')} onClick={close}>
            <Icon icon={closeIcon} />
          </IconButton>
        </div>
        <dl className="jp-Notifications-keys">
          {keyLines(trans).map(({ keys, does }) => (
            <div key={does} className="jp-Notifications-keyLine">
              <dt>
                {keys.map(key => (
                  <React.Fragment key={key}>
                    <kbd className="jp-Notifications-key">
                      {CommandRegistry.formatKeystroke(key)}
                    </kbd>{' '}
                  </React.Fragment>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
