/** Brings a cell of an open notebook into view and makes it the active one. */

/**
 * A document, as the applications show it.
 *
 * #### Notes
 * Known by its looks: the classes of the applications are not imported here, since they are loaded with the
 * applications, in the applications' versions.
 */
export interface IDocument {
  readonly context: { readonly path: string; readonly ready: Promise<void> };
}

/** A notebook, as the applications show it. */
export interface INotebook extends IDocument {
  readonly content: {
    readonly node: HTMLElement;
    readonly widgets: ReadonlyArray<{
      readonly node: HTMLElement;
      readonly model: { readonly id: string };
    }>;
    activeCellIndex: number;
    mode: string;
    deselectAll(): void;
    scrollToItem(index: number, align: 'center'): Promise<void>;
  };
  readonly revealed?: Promise<void>;
  activate(): void;
}

/** Whether something is a document. */
export function isDocument(widget: unknown): widget is IDocument {
  return Private.has(widget, 'context') && Private.has(widget.context, 'path');
}

/** Whether something is a notebook. */
export function isNotebook(widget: unknown): widget is INotebook {
  return (
    isDocument(widget) &&
    Private.has(widget, 'content') &&
    Private.has(widget.content, 'activeCellIndex') &&
    Private.has(widget.content, 'scrollToItem')
  );
}

/**
 * Go to a cell, once its notebook has been read.
 *
 * @returns Whether the notebook has that cell.
 *
 * #### Notes
 * The notebook's own `setFragment` is not enough: it does not make a cell the active one that is in view already, and it
 * scrolls once. The applications draw cells out of view late or by an estimate of their height, so that what was
 * scrolled to moves away again; it is followed until it stays.
 */
export async function showCell(widget: unknown, id: string): Promise<boolean> {
  if (!isNotebook(widget)) {
    return false;
  }
  await widget.context.ready;
  await widget.revealed;
  const { content } = widget;
  const index = content.widgets.findIndex(cell => cell.model.id === id);
  if (index < 0) {
    return false;
  }
  content.deselectAll();
  // A cell of text would be opened for editing.
  content.mode = 'command';
  content.activeCellIndex = index;
  widget.activate();
  const { node } = content.widgets[index];
  let before = NaN;
  for (let tries = 0; tries < Private.TRIES; tries++) {
    // Rejected if somebody else, the user too, scrolls meanwhile.
    await content.scrollToItem(index, 'center').catch(() => undefined);
    const isTall = node.offsetHeight > content.node.clientHeight;
    node.scrollIntoView({ block: isTall ? 'start' : 'center' });
    await Private.frame();
    const now = node.getBoundingClientRect().top;
    if (now === before) {
      break;
    }
    before = now;
  }
  return true;
}

/** A namespace for private data. */
namespace Private {
  /** How often a cell that moves away is followed. */
  export const TRIES = 10;

  /** Whether something is an object with this property. */
  export function has<K extends string>(
    value: unknown,
    name: K
  ): value is Record<K, unknown> {
    return typeof value === 'object' && value !== null && name in value;
  }

  /** When the page has been drawn; in a hidden tab, when it is looked at. */
  export function frame(): Promise<void> {
    return new Promise(resolve =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    );
  }
}
