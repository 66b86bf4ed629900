/** Draws a center, or its frame until the code of the rest is there. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useId, useReducer, useRef } from 'react';

import { wordsOf } from '../words';
import type { LazyCenter } from './lazycenter';

/** A center, wherever it stands. */
export function CenterView(props: CenterView.IProps): JSX.Element {
  const { center, placement, onClose } = props;
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  useEffect(() => {
    const slot = () => redraw();
    center.changed.connect(slot);
    return () => {
      center.changed.disconnect(slot);
    };
  }, [center]);
  const { model, options, view: Center } = center;
  if (model && options && Center) {
    return (
      <Center
        model={model}
        options={options}
        placement={placement}
        onClose={onClose}
      />
    );
  }
  return <Coming {...props} trans={wordsOf(center.translator)} />;
}

/** A namespace for `CenterView` statics. */
export namespace CenterView {
  /** What is drawn, and where. */
  export interface IProps {
    readonly center: LazyCenter;
    readonly placement: 'popup' | 'panel';
    /** Close it. Without this, it cannot be closed from inside. */
    readonly onClose?: () => void;
  }
}

/** The frame alone: it has the place, the name and the focus of the center to come. */
function Coming(
  props: CenterView.IProps & { trans: TranslationBundle }
): JSX.Element {
  const { center, placement, onClose, trans } = props;
  const headingId = useId();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (placement === 'popup') {
      ref.current?.focus();
    }
  }, [placement]);
  const hasFailed = center.state === 'failed';
  const frame = {
    ref: ref as React.RefObject<HTMLDialogElement>,
    'aria-labelledby': headingId,
    tabIndex: -1,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Escape' && onClose) {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }
    }
  };
  const content = (
    <>
      <div className="jp-Notifications-header">
        <h2 className="jp-Notifications-heading" id={headingId}>
          {trans.__('Notifications')}
        </h2>
      </div>
      <div className="jp-Notifications-coming" aria-busy={!hasFailed}>
        <p role="status">
          {hasFailed
            ? trans.__(
                'Notifications could not be shown: a part of the page did not come. If this goes on, reload the page.'
              )
            : trans.__('Loading notifications…')}
        </p>
        {hasFailed && (
          <button type="button" onClick={() => center.open()}>
            {trans.__('Try again')}
          </button>
        )}
      </div>
    </>
  );
  return placement === 'popup' ? (
    <dialog open className="jp-Notifications-center jp-mod-popup" {...frame}>
      {content}
    </dialog>
  ) : (
    <section className="jp-Notifications-center jp-mod-panel" {...frame}>
      {content}
    </section>
  );
}
