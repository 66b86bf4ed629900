/** The page's address names a cell, and it is gone to once the notebook is in front. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import { followAddress, readAddress } from '../../src/app/followaddress';
import { FakeNotebook } from './fakenotebook';

const BASE = 'http://localhost:8888/user/ada/';

describe('readAddress()', () => {
  const read = (url: string) => readAddress(new URL(url), BASE);

  it.each([
    ['notebooks/a.ipynb', 'a.ipynb'],
    ['notebooks/my%20work/a%23b.ipynb', 'my work/a#b.ipynb'],
    ['lab/tree/tree/a.ipynb', 'tree/a.ipynb'],
    ['lab/workspaces/auto-x/tree/a.ipynb', 'a.ipynb'],
    ['doc/tree/a.ipynb', 'a.ipynb']
  ])('should read %s', (page, path) => {
    expect(read(`${BASE}${page}#cell-id=x%20y`)).toEqual({ path, cell: 'x y' });
  });

  it.each([
    `${BASE}notebooks/a.ipynb`,
    `${BASE}notebooks/a.ipynb#cell-id=`,
    `${BASE}notebooks/a.ipynb#Heading`,
    `${BASE}notebooks/a.ipynb#cell-id=%`,
    `${BASE}notebooks/a%ff.ipynb#cell-id=x`,
    `${BASE}tree/my%20work#cell-id=x`,
    `${BASE}lab#cell-id=x`,
    'http://localhost:8888/user/eve/notebooks/a.ipynb#cell-id=x'
  ])('should find no cell in %s', url => {
    expect(read(url)).toBeNull();
  });
});

describe('followAddress()', () => {
  const trans = nullTranslator.load('jupyter_notifications');
  const address = { path: 'a.ipynb', cell: 'two' };
  let notebook: FakeNotebook;
  let shell: { currentWidget: unknown; currentChanged: Signal<object, void> };

  const settled = () =>
    new Promise(resolve => requestAnimationFrame(resolve)).then(
      () => new Promise(process.nextTick)
    );

  beforeEach(() => {
    notebook = new FakeNotebook('a.ipynb', ['one', 'two']);
    shell = { currentWidget: null, currentChanged: new Signal({}) };
  });

  afterEach(() => {
    notebook.dispose();
    Notification.manager.dismiss();
  });

  it('should wait for the notebook, and go to its cell once', async () => {
    const other = new FakeNotebook('b.ipynb', ['two', 'one', 'two']);
    followAddress(address, shell, trans);
    shell.currentWidget = other;
    shell.currentChanged.emit();
    shell.currentWidget = notebook;
    shell.currentChanged.emit();
    await settled();
    expect(other.activations).toBe(0);
    expect(notebook.content.activeCellIndex).toBe(1);
    shell.currentChanged.emit();
    await settled();
    expect(notebook.activations).toBe(1);
    other.dispose();
  });

  it('should go there at once if the notebook is in front already', async () => {
    shell.currentWidget = notebook;
    followAddress(address, shell, trans);
    await settled();
    expect(notebook.content.activeCellIndex).toBe(1);
    expect(Notification.manager.notifications).toEqual([]);
  });

  it('should say that the cell is gone', async () => {
    shell.currentWidget = notebook;
    followAddress({ ...address, cell: 'three' }, shell, trans);
    await settled();
    expect(Notification.manager.notifications).toMatchObject([
      { type: 'warning', message: 'The cell is not in “a.ipynb” any more.' }
    ]);
  });
});
