/** A cell becomes the active one and is followed until it stays in view. */

import { isDocument, isNotebook, showCell } from '../../src/app/showcell';
import { FakeNotebook, box } from './fakenotebook';

describe('showCell()', () => {
  let notebook: FakeNotebook;

  beforeEach(() => {
    notebook = new FakeNotebook('a.ipynb', ['one', 'two', 'three']);
  });

  afterEach(() => {
    notebook.dispose();
  });

  it('should activate the cell, in command mode, and bring the notebook to the front', async () => {
    expect(await showCell(notebook, 'three')).toBe(true);
    expect(notebook.content.activeCellIndex).toBe(2);
    expect(notebook.content.mode).toBe('command');
    expect(notebook.activations).toBe(1);
    expect(notebook.shown[0]).toEqual(['three', { block: 'center' }]);
  });

  it('should follow a cell that moves away, until it stays', async () => {
    const { node } = notebook.content.widgets[1];
    let top = 100;
    node.getBoundingClientRect = () => box(top, 20);
    node.scrollIntoView = () => {
      notebook.shown.push(['two', top]);
      if (notebook.shown.length < 4) {
        // Something above it is drawn now.
        requestAnimationFrame(() => (top += 50));
      }
    };
    await showCell(notebook, 'two');
    expect(notebook.shown.map(([, where]) => where)).toEqual([
      100, 150, 200, 250
    ]);
  });

  it('should follow a cell until it is in view', async () => {
    const { node } = notebook.content.widgets[1];
    // In its place, but not within the window of the notebook yet.
    node.getBoundingClientRect = () =>
      box(notebook.shown.length < 5 ? 1000 : 100, 20);
    await showCell(notebook, 'two');
    expect(notebook.shown.length).toBeGreaterThanOrEqual(5);
  });

  it('should follow a cell as long as cells above it are to be drawn', async () => {
    const { node } = notebook.content.widgets[1];
    let top = 100;
    node.getBoundingClientRect = () => box(top, 20);
    notebook.undrawn.add('one').add('three');
    const done = showCell(notebook, 'two');
    // Longer than a cell has to stay where it is.
    const begun = performance.now();
    while (performance.now() - begun < 1500) {
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
    expect(notebook.shown).toHaveLength(1);
    top = 300;
    notebook.undrawn.delete('one');
    await done;
    expect(notebook.shown).toHaveLength(2);
  });

  it('should scroll to a cell once it is in the page', async () => {
    const { node, widgets } = notebook.content;
    notebook.content.viewModel = { windowingActive: false };
    widgets[1].node.remove();
    const done = showCell(notebook, 'two');
    await new Promise(resolve => requestAnimationFrame(resolve));
    expect(notebook.shown).toEqual([]);
    node.append(widgets[1].node);
    await done;
    expect(notebook.shown).toHaveLength(1);
  });

  it('should give the focus to a cell that could not take it at first', async () => {
    const { node, widgets } = notebook.content;
    widgets[2].node.remove();
    const done = showCell(notebook, 'three');
    await new Promise(resolve => requestAnimationFrame(resolve));
    expect(document.activeElement).toBe(document.body);
    node.append(widgets[2].node);
    await done;
    expect(document.activeElement).toBe(widgets[2].node);
  });

  it('should not take the focus from where it went meanwhile', async () => {
    const { node, widgets } = notebook.content;
    const other = document.body.appendChild(document.createElement('button'));
    widgets[2].node.remove();
    const done = showCell(notebook, 'three');
    await new Promise(resolve => requestAnimationFrame(resolve));
    other.focus();
    node.append(widgets[2].node);
    await done;
    expect(document.activeElement).toBe(other);
    other.remove();
  });

  it.each(['wheel', 'keydown', 'pointerdown', 'touchstart'])(
    'should leave the cell to who goes elsewhere by a %s',
    async type => {
      const { node } = notebook.content.widgets[1];
      let top = 0;
      node.getBoundingClientRect = () => box(top++, 20);
      const done = showCell(notebook, 'two');
      await new Promise(resolve => requestAnimationFrame(resolve));
      node.dispatchEvent(new Event(type, { bubbles: true }));
      await done;
      expect(notebook.shown.length).toBeLessThan(5);
    }
  );

  it('should show the beginning of a cell that is higher than the window', async () => {
    const { node } = notebook.content.widgets[1];
    Object.defineProperty(node, 'offsetHeight', { value: 5000 });
    await showCell(notebook, 'two');
    expect(notebook.shown[0]).toEqual(['two', { block: 'start' }]);
  });

  it('should go on if another scrolling came between', async () => {
    notebook.content.scrollToItem = () => Promise.reject(new Error('Other'));
    expect(await showCell(notebook, 'two')).toBe(true);
    expect(notebook.shown.length).toBeGreaterThan(0);
  });

  it('should wait until the notebook was read', async () => {
    let read = (): void => undefined;
    notebook.context = {
      path: 'a.ipynb',
      ready: new Promise(resolve => {
        read = resolve;
      })
    };
    const done = showCell(notebook, 'two');
    await new Promise(process.nextTick);
    expect(notebook.content.activeCellIndex).toBe(0);
    read();
    expect(await done).toBe(true);
    expect(notebook.content.activeCellIndex).toBe(1);
  });

  it('should leave a notebook alone that has no such cell, and what is no notebook', async () => {
    expect(await showCell(notebook, 'four')).toBe(false);
    expect(notebook.activations).toBe(0);
    expect(await showCell(undefined, 'two')).toBe(false);
    expect(await showCell({ context: { path: 'a.txt' } }, 'two')).toBe(false);
  });

  it('should know a document and a notebook when it sees one', () => {
    expect([isDocument(notebook), isNotebook(notebook)]).toEqual([true, true]);
    const text = { context: { path: 'a.txt' }, content: {} };
    expect([isDocument(text), isNotebook(text)]).toEqual([true, false]);
    for (const other of [null, undefined, 'a', {}, { context: null }]) {
      expect(isDocument(other)).toBe(false);
    }
  });
});
