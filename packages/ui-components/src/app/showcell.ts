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
      /** Whether it was not drawn yet: its height is an estimate. */
      isPlaceholder(): boolean;
    }>;
    activeCellIndex: number;
    mode: string;
    /** Whether cells out of view are taken out of the page. */
    readonly viewModel: { readonly windowingActive: boolean };
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
 * scrolls once. The applications draw cells late, or by an estimate of their height, so that what was scrolled to moves
 * away again. It is followed until it stays, or until the user goes elsewhere.
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
  await Private.follow(widget, index);
  return true;
}

/** A namespace for private data. */
namespace Private {
  /** For how many milliseconds a cell has to stay where it is. */
  const QUIET = 1000;

  /** For how many milliseconds a cell is followed at most. */
  const PATIENCE = 60_000;

  /** What a user does to go elsewhere. */
  const ELSEWHERE = ['keydown', 'pointerdown', 'touchstart', 'wheel'];

  /** Keep a cell in view until the cells above it are drawn and it stays where it is. */
  export async function follow(
    widget: INotebook,
    index: number
  ): Promise<void> {
    const { content } = widget;
    let isElsewhere = false;
    const leave = (): void => {
      isElsewhere = true;
    };
    ELSEWHERE.forEach(type =>
      window.addEventListener(type, leave, { capture: true })
    );
    const { node } = content.widgets[index];
    const begun = performance.now();
    let moved = begun;
    let before = NaN;
    while (!isElsewhere && performance.now() - begun < PATIENCE) {
      const isMissing = !node.isConnected && !content.viewModel.windowingActive;
      const now = node.getBoundingClientRect().top;
      if (!isMissing && (now !== before || !isInView(node, content.node))) {
        // Not waited for: where cells are drawn late it may end late, or never if something else is scrolled to.
        content.scrollToItem(index, 'center').catch(() => undefined);
        const isTall = node.offsetHeight > content.node.clientHeight;
        node.scrollIntoView({ block: isTall ? 'start' : 'center' });
        before = node.getBoundingClientRect().top;
        moved = performance.now();
      }
      if (node.isConnected && document.activeElement === document.body) {
        // It could not take the focus before it was in the page, and lost it if it was taken out.
        widget.activate();
      }
      if (isMissing || isComing(content, index)) {
        // They are drawn when the browser has nothing else to do.
        await rest();
      } else if (performance.now() - moved > QUIET) {
        break;
      } else {
        await frame();
      }
    }
    ELSEWHERE.forEach(type =>
      window.removeEventListener(type, leave, { capture: true })
    );
  }

  /** Whether something is to be seen of a cell. */
  function isInView(node: HTMLElement, around: HTMLElement): boolean {
    const cell = node.getBoundingClientRect();
    const view = around.getBoundingClientRect();
    return node.isConnected && cell.bottom > view.top && cell.top < view.bottom;
  }

  /** Whether a cell above is still to be drawn, if only to be measured, and will move this one. */
  function isComing(content: INotebook['content'], index: number): boolean {
    return content.widgets.slice(0, index).some(cell => cell.isPlaceholder());
  }

  /** Whether something is an object with this property. */
  export function has<K extends string>(
    value: unknown,
    name: K
  ): value is Record<K, unknown> {
    return typeof value === 'object' && value !== null && name in value;
  }

  /** When the page has been drawn; in a hidden tab, when it is looked at. */
  function frame(): Promise<void> {
    return new Promise(resolve =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    );
  }

  /** Let the browser do what it does when there is nothing else. */
  function rest(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, 100));
  }
}
