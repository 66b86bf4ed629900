/** A notebook as the applications show it, as far as a link needs it. */

import { PromiseDelegate } from '@lumino/coreutils';

import type { INotebook } from '../../src/app/showcell';

/** Where something is; the page of the tests has no layout. */
export function box(top: number, height: number): DOMRect {
  return { top, bottom: top + height, height } as DOMRect;
}

/** A notebook with cells of these ids, read at once unless `context.ready` is replaced. */
export class FakeNotebook implements INotebook {
  constructor(path: string, ids: ReadonlyArray<string>) {
    this.read = new PromiseDelegate<void>();
    this.read.resolve();
    this.context = { path, ready: this.read.promise };
    const node = document.createElement('div');
    node.getBoundingClientRect = () => box(0, 400);
    document.body.append(node);
    this.content = {
      node,
      widgets: ids.map(id => {
        const cell = document.createElement('div');
        cell.tabIndex = -1;
        // The page of the tests has no layout.
        cell.scrollIntoView = options => this.shown.push([id, options]);
        cell.getBoundingClientRect = () => box(10, 20);
        node.append(cell);
        const isPlaceholder = () => this.undrawn.has(id);
        return { node: cell, model: { id }, isPlaceholder };
      }),
      activeCellIndex: 0,
      mode: 'edit',
      viewModel: { windowingActive: true },
      deselectAll: () => undefined,
      scrollToItem: () => Promise.resolve()
    };
  }

  context: { path: string; ready: Promise<void> };
  readonly content: INotebook['content'] & {
    viewModel: { windowingActive: boolean };
  };
  readonly read: PromiseDelegate<void>;
  /** The cells that the application did not draw yet. */
  readonly undrawn = new Set<string>();
  /** The cells that were scrolled to. */
  readonly shown: [string, unknown][] = [];
  /** How often it was brought to the front. */
  activations = 0;

  /** As the applications do: a cell that is not in the page does not take the focus. */
  activate(): void {
    this.activations++;
    const { activeCellIndex, widgets } = this.content;
    widgets[activeCellIndex].node.focus();
  }

  dispose(): void {
    this.content.node.remove();
  }
}
