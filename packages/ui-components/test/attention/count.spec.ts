/** The count before the title and the dot on the icon: where the user wants them, beside what the application does there. */

import { FakeNotifications } from '@jupyter-notifications/core/lib/standalone';

import { Count } from '../../src/attention/count';
import { FaviconDot } from '../../src/attention/favicondot';
import { TitleCount } from '../../src/attention/titlecount';

const settle = () => new Promise(resolve => setTimeout(resolve));

describe('Count', () => {
  it('should show what is wanted, as soon as it is wanted, and no longer', async () => {
    document.title = 'JupyterLab';
    const inbox = new FakeNotifications({ entries: [{ title: 'A' }] });
    await inbox.settled();
    const count = new Count(inbox);
    const configure = (countInTitle: boolean) =>
      count.configure({ countInTitle, countInFavicon: false });
    configure(false);
    await settle();
    expect(document.title).toBe('JupyterLab');
    configure(true);
    configure(false);
    configure(true);
    await settle();
    expect(document.title).toBe('(1) JupyterLab');
    inbox.server.deliver({ title: 'B' });
    await inbox.settled();
    expect(document.title).toBe('(2) JupyterLab');
    configure(false);
    expect(document.title).toBe('JupyterLab');
    configure(true);
    count.dispose();
    await settle();
    expect(document.title).toBe('JupyterLab');
    inbox.dispose();
  });

  it('should ask again for what did not come, with the next change', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    document.title = 'JupyterLab';
    const inbox = new FakeNotifications();
    await inbox.settled();
    const title = jest
      .fn(async () => TitleCount)
      .mockRejectedValueOnce(new Error('Not loaded'));
    const icon = jest.fn(async () => FaviconDot);
    const count = new Count(inbox, { title, icon });
    count.configure({ countInTitle: true, countInFavicon: false });
    await settle();
    expect(warn).toHaveBeenCalledTimes(1);
    inbox.server.deliver({ title: 'A' });
    await inbox.settled();
    await settle();
    expect(document.title).toBe('(1) JupyterLab');
    inbox.server.deliver({ title: 'B' });
    await inbox.settled();
    await settle();
    expect(document.title).toBe('(2) JupyterLab');
    expect([title, icon].map(one => one.mock.calls.length)).toEqual([2, 0]);
    warn.mockRestore();
    count.dispose();
    inbox.dispose();
  });

  it('should come no more once it was disposed', async () => {
    const inbox = new FakeNotifications({ entries: [{ title: 'A' }] });
    await inbox.settled();
    const Mark = jest.fn(() => new TitleCount());
    const title = async () => Mark as unknown as typeof TitleCount;
    const count = new Count(inbox, { title, icon: title });
    count.configure({ countInTitle: true, countInFavicon: true });
    count.dispose();
    await settle();
    expect(Mark).not.toHaveBeenCalled();
    inbox.dispose();
  });
});

describe('TitleCount', () => {
  let count: TitleCount;

  beforeEach(() => {
    document.title = 'JupyterLab';
    count = new TitleCount();
  });

  afterEach(() => count.dispose());

  it('should follow the count, and leave the title alone at 0', () => {
    count.count = 3;
    expect(document.title).toBe('(3) JupyterLab');
    count.count = 100;
    expect(document.title).toBe('(99+) JupyterLab');
    count.count = 0;
    expect(document.title).toBe('JupyterLab');
  });

  it('should stay when the application writes another title', async () => {
    count.count = 3;
    document.title = 'a.ipynb - JupyterLab';
    await settle();
    expect(document.title).toBe('(3) a.ipynb - JupyterLab');
    document
      .querySelector('title')!
      .replaceWith(
        Object.assign(document.createElement('title'), { text: 'b.ipynb' })
      );
    await settle();
    expect(document.title).toBe('(3) b.ipynb');
  });

  it('should not take for its own what the application wrote', async () => {
    document.title = '(3) notes.md';
    count.count = 3;
    expect(document.title).toBe('(3) (3) notes.md');
    count.dispose();
    expect(document.title).toBe('(3) notes.md');
    document.title = 'Other';
    await settle();
    expect(document.title).toBe('Other');
  });
});

describe('FaviconDot', () => {
  const DOTTED = 'data:image/png;base64,AAAA';
  let dot: FaviconDot;
  let idle: HTMLLinkElement;
  let busy: HTMLLinkElement;

  // As in JupyterLab's page.
  beforeEach(() => {
    document.head.innerHTML =
      '<link rel="icon" href="/static/favicon.ico" class="idle favicon">' +
      '<link rel="" href="/static/favicon-busy-1.ico" class="busy favicon">';
    [idle, busy] = document.head.querySelectorAll('link');
    // jsdom neither loads pictures nor draws.
    Object.assign(HTMLImageElement.prototype, {
      decode: async () => undefined
    });
    const context = {
      drawImage: jest.fn(),
      beginPath: jest.fn(),
      arc: jest.fn(),
      fill: jest.fn(),
      stroke: jest.fn()
    } as unknown as CanvasRenderingContext2D;
    jest
      .spyOn(HTMLCanvasElement.prototype, 'getContext')
      .mockReturnValue(context);
    jest
      .spyOn(HTMLCanvasElement.prototype, 'toDataURL')
      .mockReturnValue(DOTTED);
    dot = new FaviconDot();
  });

  afterEach(() => {
    dot.dispose();
    jest.restoreAllMocks();
    Reflect.deleteProperty(HTMLImageElement.prototype, 'decode');
    document.head.replaceChildren();
  });

  const icons = () => [idle, busy].map(link => link.getAttribute('href'));

  it('should be on the icon while there is something, and not after', async () => {
    await settle();
    expect(icons()).toEqual([
      '/static/favicon.ico',
      '/static/favicon-busy-1.ico'
    ]);
    dot.count = 2;
    await settle();
    expect(icons()).toEqual([DOTTED, '/static/favicon-busy-1.ico']);
    dot.count = 1;
    dot.count = 0;
    expect(icons()).toEqual([
      '/static/favicon.ico',
      '/static/favicon-busy-1.ico'
    ]);
  });

  it('should go with the icon when a kernel is busy, and give the other its own address back', async () => {
    dot.count = 1;
    await settle();
    // What JupyterLab does.
    idle.rel = '';
    busy.rel = 'icon';
    busy.parentNode!.replaceChild(busy, busy);
    await settle();
    expect(icons()).toEqual(['/static/favicon.ico', DOTTED]);
    dot.dispose();
    expect(icons()).toEqual([
      '/static/favicon.ico',
      '/static/favicon-busy-1.ico'
    ]);
  });

  it('should draw again when the icon gets another address, and give that one back', async () => {
    dot.count = 1;
    await settle();
    // What Notebook does.
    idle.href = '/static/favicon-busy-1.ico';
    await settle();
    expect(idle.getAttribute('href')).toBe(DOTTED);
    dot.count = 0;
    expect(idle.getAttribute('href')).toBe('/static/favicon-busy-1.ico');
  });

  it('should draw nothing that came too late', async () => {
    dot.count = 1;
    dot.count = 0;
    await settle();
    expect(icons()[0]).toBe('/static/favicon.ico');
  });

  it('should try once to draw what cannot be drawn', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const decode = jest.fn(() => Promise.reject(new Error('No picture')));
    Object.assign(HTMLImageElement.prototype, { decode });
    for (let count = 1; count < 5; count++) {
      dot.count = count;
      await settle();
    }
    expect(decode).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(icons()[0]).toBe('/static/favicon.ico');
  });
});
