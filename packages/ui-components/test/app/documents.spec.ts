/** Where a document is, in each application, and what is done to show it. */

import { CommandRegistry } from '@lumino/commands';

import { LabDocuments, NotebookDocuments } from '../../src/app/documents';
import { FakeNotebook } from './fakenotebook';

const BASE = 'http://localhost:8888/user/ada/';
const NOTHING = { args: { type: 'object', properties: {} } };

/** What the server has. */
const TYPES: Record<string, string> = {
  'my work/a.ipynb': 'notebook',
  'my work': 'directory',
  'plan #1.txt': 'file'
};

const contents = {
  get: (path: string) =>
    path in TYPES
      ? Promise.resolve({ type: TYPES[path] })
      : Promise.reject(new Error(`No ${path}`))
};

describe('LabDocuments', () => {
  let commands: CommandRegistry;
  let documents: LabDocuments;
  let executed: [string, unknown][];
  let notebook: FakeNotebook;

  beforeEach(() => {
    commands = new CommandRegistry();
    notebook = new FakeNotebook('my work/a.ipynb', ['one', 'two']);
    for (const id of ['docmanager:open', 'filebrowser:open-path']) {
      commands.addCommand(id, {
        describedBy: NOTHING,
        execute: () => notebook
      });
    }
    executed = [];
    commands.commandExecuted.connect((_, { id, args }) => {
      executed.push([id, args]);
    });
    documents = new LabDocuments({ baseUrl: BASE, commands, contents });
  });

  afterEach(() => {
    notebook.dispose();
  });

  it('should know the address of a document', () => {
    expect(documents.url('logout')).toBe(`${BASE}lab/tree/logout`);
    expect(documents.url('my work/a?b#c.ipynb', 'x y')).toBe(
      `${BASE}lab/tree/my%20work/a%3Fb%23c.ipynb#cell-id=x%20y`
    );
  });

  it('should open a notebook and go to its cell', async () => {
    expect(await documents.open('my work/a.ipynb', 'two')).toBe('shown');
    expect(executed).toEqual([
      ['docmanager:open', { path: 'my work/a.ipynb' }]
    ]);
    expect(notebook.content.activeCellIndex).toBe(1);
  });

  it('should tell that a cell is gone, and that only a notebook has cells', async () => {
    expect(await documents.open('my work/a.ipynb', 'three')).toBe('no-cell');
    expect(await documents.open('my work/a.ipynb')).toBe('shown');
    expect(notebook.content.activeCellIndex).toBe(0);
  });

  it('should go to a folder in the file browser', async () => {
    expect(await documents.open('my work/')).toBe('shown');
    expect(executed).toEqual([['filebrowser:open-path', { path: 'my work' }]]);
  });

  it('should open nothing that is not there', async () => {
    await expect(documents.open('gone.txt')).rejects.toThrow('No gone.txt');
    expect(executed).toEqual([]);
  });
});

describe('NotebookDocuments', () => {
  let opened: jest.SpyInstance;
  let notebook: FakeNotebook;
  let documents: NotebookDocuments;
  const shell: { currentWidget: unknown } = { currentWidget: null };

  beforeEach(() => {
    opened = jest.spyOn(window, 'open').mockReturnValue(window);
    notebook = new FakeNotebook('my work/a.ipynb', ['one', 'two']);
    shell.currentWidget = null;
    documents = new NotebookDocuments({ baseUrl: BASE, contents, shell });
  });

  afterEach(() => {
    opened.mockRestore();
    notebook.dispose();
  });

  it('should know an address that leads on to what the path is', () => {
    expect(documents.url('my work/a.ipynb', 'x y')).toBe(
      `${BASE}tree/my%20work/a.ipynb#cell-id=x%20y`
    );
  });

  it.each([
    ['my work/a.ipynb', 'two', 'notebooks/my%20work/a.ipynb#cell-id=two'],
    ['my work/', undefined, 'tree/my%20work'],
    ['plan #1.txt', undefined, 'edit/plan%20%231.txt']
  ])('should open %s on its page', async (path, cell, page) => {
    expect(await documents.open(path, cell)).toBe('shown');
    expect(opened.mock.calls).toEqual([[BASE + page, '_blank']]);
  });

  it('should stay on the page of the notebook itself', async () => {
    shell.currentWidget = notebook;
    expect(await documents.open('my work/a.ipynb', 'two')).toBe('shown');
    expect(notebook.content.activeCellIndex).toBe(1);
    expect(await documents.open('my work/a.ipynb', 'three')).toBe('no-cell');
    expect(await documents.open('my work/a.ipynb')).toBe('shown');
    expect(opened).not.toHaveBeenCalled();
    await documents.open('plan #1.txt');
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('should tell that the browser let no tab be opened', async () => {
    opened.mockReturnValue(null);
    expect(await documents.open('plan #1.txt')).toBe('blocked');
  });

  it('should open nothing that is not there', async () => {
    await expect(documents.open('gone.txt')).rejects.toThrow('No gone.txt');
    expect(opened).not.toHaveBeenCalled();
  });
});
