/** Nothing that a producer writes runs, poses or leads anywhere it should not. */

import { fireEvent, screen, within } from '@testing-library/react';

import { FakeUser, Stage, card } from '../stage';

const HOSTILE = `
<p id="jp-main" class="lm-Menu" style="position:fixed;inset:0" tabindex="5" accesskey="s">Hello <b>there</b></p>
<script>window.hacked = true</script>
<img src="x" onerror="window.hacked = true" alt="picture">
<svg onload="window.hacked = true"></svg>
<iframe src="https://evil.example"></iframe>
<button data-commandlinker-command="known:wipe" data-commandlinker-args="{}">Press</button>
<span data-commandlinker-command="known:wipe">span</span>
<form action="https://evil.example"><input name="password"><select><option>1</option></select></form>
<a href="javascript:window.hacked=true">script</a>
<a href="//evil.example/x">scheme-relative</a>
<a href="/hub/logout">absolute</a>
<a href="../../etc">up</a>
<a href="data:text/html,x">data</a>
<a href="#jp-main">fragment</a>
<a href="https://good.example/a" target="_top" rel="opener">web</a>
<a href="runs/a.ipynb">document</a>
`;

describe('Markdown of a notification', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage({ entries: [{ title: 'Hostile', body: HOSTILE }] });
    await stage.open();
  });

  afterEach(() => {
    expect('hacked' in window).toBe(false);
    stage.dispose();
  });

  const body = () =>
    document.querySelector<HTMLElement>('.jp-Notifications-markdown')!;

  it('should keep the words', () => {
    expect(body().textContent).toContain('Hello there');
    expect(body().querySelector('b')!.textContent).toBe('there');
    expect(body().textContent).toContain('picture');
  });

  it('should never be in the page with an image that has to be asked for', async () => {
    stage.dispose();
    const written = jest.fn();
    const { get, set } = Object.getOwnPropertyDescriptor(
      Element.prototype,
      'innerHTML'
    )!;
    Object.defineProperty(Element.prototype, 'innerHTML', {
      configurable: true,
      get,
      set(value: string) {
        written(value);
        set!.call(this, value);
      }
    });
    try {
      const text = '<p>see <img src="/logout" alt="picture"></p>';
      stage = new Stage({ entries: [{ title: 'Image', body: text }] });
      await stage.open();
    } finally {
      Object.defineProperty(Element.prototype, 'innerHTML', {
        configurable: true,
        get,
        set
      });
    }
    expect(body().textContent).toBe('see picture');
    const drawn = written.mock.calls.map(([value]) => String(value));
    expect(drawn.filter(value => value.includes('picture'))).not.toEqual([]);
    expect(drawn.filter(value => value.includes('/logout'))).toEqual([]);
  });

  it('should not let a link go that came into it after it was drawn', async () => {
    for (const href of ['/hub/logout', 'https://evil.example/']) {
      // As from mathematics, which is set later.
      const late = document.createElement('a');
      late.href = href;
      body().append(late);
      await stage.after(() => expect(fireEvent.click(late)).toBe(false));
    }
    expect(stage.host.openLink.mock.calls).toEqual([['https://evil.example/']]);
  });

  it('should have no element that acts', () => {
    const acting = body().querySelectorAll(
      'script, iframe, object, embed, svg, form, button, input, select, textarea, style, link, meta, base'
    );
    expect([...acting].map(node => node.tagName)).toEqual([]);
  });

  it('should have no attribute that acts or poses', () => {
    const names = new Set(
      [...body().querySelectorAll('*')].flatMap(node =>
        node.getAttributeNames()
      )
    );
    const bad = [...names].filter(name =>
      /^(on|data-|style$|id$|name$|accesskey$|form)/.test(name)
    );
    expect(bad).toEqual([]);
    expect(body().querySelector('.lm-Menu')).toBeNull();
  });

  it('should follow http(s) and documents of this server only', () => {
    const links = [...body().querySelectorAll('a')].map(node => [
      node.textContent,
      node.getAttribute('href')
    ]);
    expect(links).toEqual([
      ['script', null],
      ['scheme-relative', null],
      ['absolute', null],
      ['up', null],
      ['data', null],
      ['fragment', null],
      ['web', 'https://good.example/a'],
      ['document', 'http://localhost/show/runs/a.ipynb']
    ]);
  });

  it('should open the web in a new tab that knows nothing of this one', () => {
    const link = within(body()).getByRole<HTMLAnchorElement>('link', {
      name: 'web'
    });
    expect(link.target).toBe('_blank');
    expect(link.rel).toBe('noopener noreferrer');
  });

  it('should open a document through the application, and mark it read', async () => {
    const link = within(body()).getByRole('link', { name: 'document' });
    let isPrevented = false;
    await stage.after(() => {
      isPrevented = !fireEvent.click(link);
    });
    expect(isPrevented).toBe(true);
    expect(stage.host.openLink.mock.calls).toEqual([['runs/a.ipynb']]);
    expect(stage.inbox.unread).toBe(0);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }])(
    'should leave a click on a document with %j to the browser, and mark it read',
    async modifier => {
      const link = within(body()).getByRole('link', { name: 'document' });
      let isPrevented = true;
      await stage.after(() => {
        isPrevented = !fireEvent.click(link, modifier);
      });
      expect(isPrevented).toBe(false);
      expect(stage.host.openLink).not.toHaveBeenCalled();
      expect(stage.inbox.unread).toBe(0);
    }
  );

  it('should run nothing when everything in it is clicked', async () => {
    await stage.after(() =>
      body()
        .querySelectorAll('*')
        .forEach(node => {
          node.addEventListener('click', event => event.preventDefault());
          fireEvent.click(node);
        })
    );
    expect(stage.host.runCommand).not.toHaveBeenCalled();
  });
});

describe('Titles, links and actions of a notification', () => {
  let stage: Stage;

  afterEach(() => stage.dispose());

  it('should show a title as text', async () => {
    stage = new Stage({ entries: [{ title: '<img src=x onerror=alert(1)>' }] });
    await stage.open();
    const title = card('img').querySelector('h4')!;
    expect(title.querySelector('img')).toBeNull();
    expect(title.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it.each(['javascript:alert(1)', '//evil.example', '../up', '/abs', 'a\\b'])(
    'should not follow %s',
    async link => {
      stage = new Stage({
        entries: [{ title: 'Bad', link, actions: [{ label: 'Go', link }] }]
      });
      await stage.open();
      expect(within(card('Bad')).queryByRole('link')).toBeNull();
      const button = within(card('Bad')).getByRole<HTMLButtonElement>(
        'button',
        { name: 'Go' }
      );
      expect(button.disabled).toBe(true);
      await stage.after(() => fireEvent.click(button));
      await stage.after(() => fireEvent.keyDown(card('Bad'), { key: 'Enter' }));
      expect(stage.host.openLink).not.toHaveBeenCalled();
    }
  );

  it('should follow the link of a title, and mark it read', async () => {
    stage = new Stage({
      entries: [{ title: 'Good', link: 'https://a.example/b' }]
    });
    await stage.open();
    expect(card('Good').textContent).toContain('a.example');
    const link = within(card('Good')).getByRole('link', { name: 'Good' });
    await stage.after(() => fireEvent.click(link));
    expect(stage.host.openLink.mock.calls).toEqual([['https://a.example/b']]);
    expect(stage.inbox.unread).toBe(0);
  });

  it('should run a command only if the server allows it and the app has it', async () => {
    stage = new Stage({
      status: { allowed_commands: ['known:good', 'foreign:allowed'] },
      entries: [
        {
          title: 'Choices',
          actions: [
            { label: 'Good', command: 'known:good', args: { a: 1 } },
            { label: 'Forbidden', command: 'known:wipe' },
            { label: 'Foreign', command: 'foreign:allowed' }
          ]
        }
      ]
    });
    await stage.open();
    const within_ = within(card('Choices'));
    for (const name of ['Good', 'Forbidden', 'Foreign']) {
      await stage.after(() =>
        fireEvent.click(within_.getByRole('button', { name }))
      );
    }
    expect(stage.host.runCommand.mock.calls).toEqual([
      ['known:good', { a: 1 }]
    ]);
    const reason = (name: string) => {
      const button = within_.getByRole<HTMLButtonElement>('button', { name });
      expect(button.disabled).toBe(true);
      return document.getElementById(button.getAttribute('aria-describedby')!)!
        .textContent;
    };
    expect(reason('Forbidden')).toBe('This server does not allow “Forbidden”.');
    expect(reason('Foreign')).toBe(
      '“Foreign” is not available in this application.'
    );
  });

  it('should give a title that leads to a document the address of that document', async () => {
    stage = new Stage({
      entries: [
        { title: 'Web', link: 'https://good.example/a' },
        { title: 'Document', link: 'logout#cell=c1' }
      ]
    });
    await stage.open();
    const link = (name: string) =>
      within(card(name)).getByRole<HTMLAnchorElement>('link', { name });
    expect(link('Web').href).toBe('https://good.example/a');
    expect(link('Document').href).toBe('http://localhost/show/logout');
    expect(stage.host.documentUrl.mock.calls).toContainEqual(['logout', 'c1']);
    await stage.after(() => fireEvent.click(link('Document')));
    expect(stage.host.openLink.mock.calls).toEqual([['logout#cell=c1']]);
  });

  it('should leave the middle button on a title to the browser, and mark it read', async () => {
    stage = new Stage({ entries: [{ title: 'Document', link: 'a.ipynb' }] });
    await stage.open();
    const link = within(card('Document')).getByRole('link');
    const press = (button: number) =>
      fireEvent(
        link,
        new MouseEvent('auxclick', { button, bubbles: true, cancelable: true })
      );
    // The right button asks for the browser's menu.
    await stage.after(() => expect(press(2)).toBe(true));
    expect(stage.inbox.unread).toBe(1);
    await stage.after(() => expect(press(1)).toBe(true));
    expect(stage.host.openLink).not.toHaveBeenCalled();
    expect(stage.inbox.unread).toBe(0);
  });

  it('should name a sender who is someone else, and not oneself', async () => {
    stage = new Stage({
      user: new FakeUser('me'),
      entries: [
        { title: 'Theirs', sender: 'alice' },
        { title: 'Mine', sender: 'me' }
      ]
    });
    await stage.open();
    expect(card('Theirs').textContent).toContain('from alice');
    expect(card('Mine').textContent).not.toContain('from');
    expect(screen.getAllByRole('article').length).toBe(2);
  });

  it('should take back the name of a sender who turns out to be oneself', async () => {
    const user = new FakeUser();
    stage = new Stage({
      user,
      entries: [
        { title: 'Theirs', sender: 'alice' },
        { title: 'Mine', sender: 'me' }
      ]
    });
    await stage.open();
    expect(card('Mine').textContent).toContain('from me');
    await stage.after(() => user.become('me'));
    expect(card('Theirs').textContent).toContain('from alice');
    expect(card('Mine').textContent).not.toContain('from');
  });
});
