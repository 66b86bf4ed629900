/** The plugin goes to the cell that the page's address names, in its own application. */

import type { JupyterFrontEnd } from '@jupyterlab/application';

import { links } from '../src/links';

const go = jest.fn();
jest.mock('@jupyter-notifications/ui-components/lib/app/followaddress', () => ({
  ...jest.requireActual(
    '@jupyter-notifications/ui-components/lib/app/followaddress'
  ),
  followAddress: (...args: unknown[]) => go(...args)
}));

describe(links.id, () => {
  const shell = {};
  const start = async (name: string, url: string) => {
    window.history.replaceState({}, '', url);
    const app = {
      name: 'JupyterLite',
      namespace: name,
      shell,
      serviceManager: { serverSettings: { baseUrl: 'http://localhost/' } }
    } as unknown as JupyterFrontEnd;
    await links.activate(app, null);
    // The application may write its own address before our code has been loaded.
    window.history.replaceState({}, '', '/');
    // As the plugin does, so that what it does then has been done.
    await import('@jupyter-notifications/ui-components/lib/app/followaddress');
    await new Promise(done => setTimeout(done, 0));
  };

  afterEach(() => go.mockReset());

  it('should go to the cell of the address that the page was opened with', async () => {
    await start('JupyterLab', '/lab/tree/a%20b.ipynb#cell-id=x');
    expect(go.mock.calls).toMatchObject([
      [{ path: 'a b.ipynb', cell: 'x' }, shell, expect.anything()]
    ]);
  });

  it.each([
    ['JupyterLab', '/lab/tree/a.ipynb'],
    ['JupyterLab', '/lab/tree/a.ipynb#Heading'],
    ['JupyterLab', '/other#cell-id=x'],
    ['Jupyter Notebook', '/lab/tree/a.ipynb#cell-id=x']
  ])('should do nothing in %s at %s', async (name, url) => {
    await start(name, url);
    expect(go).not.toHaveBeenCalled();
  });
});
