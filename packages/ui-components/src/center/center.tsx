/** The notification center, whole: the same in a popup, a dropdown and a panel. */

import React, {
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useSyncExternalStore
} from 'react';

import { Banners } from './banners';
import { BulkBar } from './bulkbar';
import type { CenterModel } from '../model/centermodel';
import { CenterContext, useNow, useUsername, wordsOf } from '../context';
import { Filters, tabId } from './filters';
import { Header } from './header';
import { Help } from './help';
import type { ICenterOptions } from '../interfaces';
import { List } from './list';
import { Empty, Loading } from './placeholders';
import { UndoStrip } from './undo';

/** The notification center. Its model has to be open. */
export function Center(props: Center.IProps): JSX.Element {
  const { model, options, placement, onClose } = props;
  const version = useVersion(model);
  const now = useNow();
  const id = useId();
  const headingId = `${id}-heading`;
  const panelId = `${id}-panel`;
  const searchRef = useRef<HTMLInputElement>(null);
  const rows = React.useMemo(() => model.rows, [model, version]);
  const { preferences, status } = options.notifications;
  const username = useUsername(options.user);
  const context = React.useMemo(
    () => ({
      model,
      options,
      now,
      preferences,
      status,
      username,
      trans: wordsOf(options.translator)
    }),
    [model, options, now, preferences, status, username]
  );
  const labelledBy = tabId(panelId, model.filter.tab);
  const { trans } = context;
  const isSelecting = model.selection.size > 0;
  const focusTab = () => document.getElementById(labelledBy)?.focus();

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) {
      // The keys of an input method are its own.
      return;
    }
    const inText =
      event.target instanceof HTMLInputElement &&
      event.target.type !== 'checkbox';
    const accel = (event.ctrlKey || event.metaKey) && !event.altKey;
    let isDone = true;
    if (event.key === 'Escape') {
      if (isSelecting) {
        model.selection.clear();
      } else if (model.filter.search) {
        model.filter.search = '';
      } else if (model.filter.isFiltered) {
        model.filter.clearFilters();
      } else if (onClose) {
        onClose();
      } else {
        isDone = false;
      }
    } else if (event.key === '/' && !inText && !accel) {
      searchRef.current?.focus();
    } else if (event.key === '?' && !inText && !accel) {
      model.isHelpOpen = true;
    } else if (
      accel &&
      !event.shiftKey &&
      event.key.toLowerCase() === 'z' &&
      !inText &&
      model.verbs.undoStack.last !== null
    ) {
      model.undo();
    } else if (
      event.key === 'ArrowDown' &&
      (event.target === event.currentTarget || inText) &&
      rows.length > 0
    ) {
      model.focusRow(rows[0].key);
    } else {
      isDone = false;
    }
    if (isDone) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  const className = `jp-Notifications-center${isSelecting ? ' jp-mod-selecting' : ''}`;
  const panel = { id: panelId, labelledBy };
  const content = (
    <>
      {isSelecting ? (
        <BulkBar headingId={headingId} onLeave={() => model.focusRow('')} />
      ) : (
        <Header headingId={headingId} onClose={onClose} />
      )}
      <p className="jp-Notifications-visuallyHidden" role="status">
        {isSelecting &&
          trans._n('%1 selected', '%1 selected', model.selection.size)}
      </p>
      <Filters panelId={panelId} searchRef={searchRef} />
      <Banners />
      {rows.length > 0 ? (
        <List
          {...panel}
          key={model.filter.tab}
          rows={rows}
          onEmpty={focusTab}
        />
      ) : model.state === 'loading' ? (
        <Loading {...panel} />
      ) : (
        <Empty {...panel} />
      )}
      <UndoStrip />
      {model.isHelpOpen && <Help />}
    </>
  );
  // A popup takes the focus as soon as it is drawn, which tells its name; a panel waits to be visited.
  const frameRef = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (placement === 'popup') {
      frameRef.current?.focus();
    }
  }, [placement]);
  // What had the focus may go without a word: then it stays in the center, for its keys.
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    if (hasFocus.current && document.activeElement === document.body) {
      frameRef.current?.focus();
    }
  });
  useLayoutEffect(() => {
    if (model.focusKey === null) {
      return;
    }
    if (model.focusKey === '' && rows.length === 0 && model.state === 'ready') {
      model.focusKey = null;
      focusTab();
      return;
    }
    // Whoever goes anywhere else meanwhile is not called back. The window may come to the front, which is no move, and the
    // center itself only takes what was lost.
    const stay = [document.activeElement, frameRef.current];
    const forget = (event: FocusEvent) => {
      if (!stay.includes(event.target as Element | null)) {
        model.focusKey = null;
      }
    };
    document.addEventListener('focusin', forget);
    return () => document.removeEventListener('focusin', forget);
  });
  const frame = {
    onFocus: () => {
      hasFocus.current = true;
    },
    onBlur: (event: React.FocusEvent<HTMLElement>) => {
      hasFocus.current = event.currentTarget.contains(event.relatedTarget);
    },
    ref: frameRef as React.RefObject<HTMLDialogElement>,
    'aria-labelledby': headingId,
    tabIndex: -1,
    onKeyDown
  };
  return (
    <CenterContext value={context}>
      {placement === 'popup' ? (
        <dialog open className={`${className} jp-mod-popup`} {...frame}>
          {content}
        </dialog>
      ) : (
        <section className={`${className} jp-mod-panel`} {...frame}>
          {content}
        </section>
      )}
    </CenterContext>
  );
}

/** A namespace for `Center` statics. */
export namespace Center {
  /** What the center shows, and where. */
  export interface IProps {
    readonly model: CenterModel;
    readonly options: ICenterOptions;
    readonly placement: 'popup' | 'panel';
    /** Close it. Without this, it cannot be closed from inside. */
    readonly onClose?: () => void;
  }
}

/** Draw again with every change of a model. */
function useVersion(model: CenterModel): number {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const slot = () => onChange();
      model.changed.connect(slot);
      return () => {
        model.changed.disconnect(slot);
      };
    },
    [model]
  );
  return useSyncExternalStore(subscribe, () => model.version);
}
