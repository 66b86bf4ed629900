/** A list of many: few of its rows are in the page, all of them can be reached, and nothing jumps. */

import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { Stage } from '../stage';

// A whole center is drawn in most of them, which takes its time on a busy machine.
jest.setTimeout(30_000);

const HEIGHT = 600;
/** As the list guesses it: what was never in the page counts with that. */
const ROW = 57;
const HEADING = 25;

/** How high the elements are that a browser would lay out. */
function heightOf(node: Element): number {
  return node.matches('.jp-Notifications-list')
    ? HEIGHT
    : node.matches('li')
      ? ROW
      : node.matches('h3')
        ? HEADING
        : 0;
}

function entries(count: number): Array<{ title: string }> {
  return Array.from({ length: count }, (_, index) => ({
    title: `Entry ${String(index + 1).padStart(4, '0')}`
  }));
}

/** The titles in the page; by role it would take long for so many. */
function titles(): string[] {
  return [...document.querySelectorAll('article h4 bdi')].map(
    node => node.textContent ?? ''
  );
}

/** The titles of what is not a card yet. */
function outlines(): string[] {
  return [...document.querySelectorAll('.jp-Notifications-outline h4 bdi')].map(
    node => node.textContent ?? ''
  );
}

/** The card with a title, if it is in the page. */
function card(title: string): HTMLElement | undefined {
  return [...document.querySelectorAll('article')].find(
    node => node.querySelector('h4 bdi')?.textContent === title
  );
}

describe('A list of many', () => {
  let stage: Stage;
  const user = userEvent.setup();

  beforeEach(() => {
    jest
      .spyOn(Element.prototype, 'clientHeight', 'get')
      .mockImplementation(function (this: Element) {
        return heightOf(this);
      });
    jest
      .spyOn(Element.prototype, 'scrollHeight', 'get')
      .mockImplementation(function (this: Element) {
        return [...this.querySelectorAll<HTMLElement>('h3, ol')].reduce(
          (sum, node) =>
            sum + (heightOf(node) || parseFloat(node.style.blockSize)),
          0
        );
      });
    jest
      .spyOn(Element.prototype, 'getBoundingClientRect')
      .mockImplementation(function (this: Element) {
        const height = heightOf(this);
        return { top: 0, left: 0, width: 400, height } as DOMRect;
      });
    jest.spyOn(Element.prototype, 'scrollTo').mockImplementation(function (
      this: Element,
      to?: unknown
    ) {
      this.scrollTop = (to as ScrollToOptions).top ?? 0;
      fireEvent.scroll(this);
    });
  });

  afterEach(() => {
    stage.dispose();
    jest.restoreAllMocks();
  });

  const list = () =>
    document.querySelector<HTMLElement>('.jp-Notifications-list')!;
  const jump = (top: number) =>
    stage.after(() => {
      list().scrollTop = top;
      fireEvent.scroll(list());
    });
  const scroll = async (top: number) => {
    await jump(top);
    await waitFor(() => expect(outlines()).toEqual([]));
  };
  const press = async (keys: string) => {
    await user.keyboard(keys);
    await stage.settle();
  };
  const pages = (): string[] => {
    const asked: string[] = [];
    stage.inbox.server.intercept = method => {
      if (method === 'page') {
        asked.push(method);
      }
    };
    return asked;
  };

  it('should hold what is in view and a little beside, at its place', async () => {
    stage = new Stage({ entries: entries(1000), pageSize: 1000 });
    await stage.open();
    expect(titles()[0]).toBe('Entry 1000');
    expect(titles().length).toBeLessThan(25);
    await scroll(500 * ROW);
    expect(titles()).toContain('Entry 0500');
    // The one that Tab leads to is there besides.
    expect(titles()[0]).toBe('Entry 1000');
    expect(titles().length).toBeLessThan(30);
    const item = card('Entry 0500')!.closest('li')!;
    expect(item.getAttribute('aria-posinset')).toBe('501');
    expect(item.getAttribute('aria-setsize')).toBe('1000');
  });

  it('should be as high as all of it is', async () => {
    stage = new Stage({ entries: entries(10), pageSize: 50 });
    await stage.open();
    const section = screen.getByRole('list', { name: 'New' });
    expect(section.style.blockSize).toBe(`${10 * ROW}px`);
    expect(card('Entry 0008')!.closest('li')!.style.transform).toBe(
      `translateY(${2 * ROW}px)`
    );
  });

  it('should load the following page when the end comes near, once each', async () => {
    stage = new Stage({ entries: entries(120), pageSize: 40 });
    await stage.open();
    const asked = pages();
    await scroll(5 * ROW);
    expect(asked.length).toBe(0);
    await scroll(25 * ROW);
    expect(asked.length).toBe(1);
    await scroll(26 * ROW);
    expect(asked.length).toBe(1);
    await scroll(65 * ROW);
    expect(asked.length).toBe(2);
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('should load until the view is full', async () => {
    stage = new Stage({ entries: entries(120), pageSize: 3 });
    await stage.open();
    await waitFor(() => expect(titles()).toContain('Entry 0110'));
    expect(stage.inbox.items.length).toBeLessThan(60);
  });

  it('should leave it to the button after a failure', async () => {
    stage = new Stage({ entries: entries(120), pageSize: 40 });
    await stage.open();
    const page = jest.spyOn(stage.inbox.server, 'page');
    stage.inbox.server.intercept = method => {
      if (method === 'page') {
        throw new Error('500');
      }
    };
    await scroll(25 * ROW);
    await scroll(27 * ROW);
    await scroll(25 * ROW);
    // The inbox itself tries again with the first page, whenever it is asked to refresh.
    const more = page.mock.calls.filter(([, { before }]) => before);
    expect(more.length).toBe(1);
    stage.inbox.server.intercept = null;
    await stage.after(() =>
      fireEvent.click(screen.getByRole('button', { name: 'Load more' }))
    );
    expect(stage.inbox.items.length).toBe(80);
  });

  it('should lead a keyboard to every row that is loaded', async () => {
    stage = new Stage({ entries: entries(300), pageSize: 300 });
    await stage.open();
    await press('{ArrowDown}{End}');
    expect(document.activeElement).toBe(card('Entry 0001'));
    expect(list().scrollTop).toBe(300 * ROW + HEADING - HEIGHT);
    await press('{ArrowUp}');
    expect(document.activeElement).toBe(card('Entry 0002'));
    await press('{Home}');
    expect(document.activeElement).toBe(card('Entry 0300'));
    expect(list().scrollTop).toBe(0);
  });

  it('should keep the focus on a card that is scrolled away', async () => {
    stage = new Stage({ entries: entries(300), pageSize: 300 });
    await stage.open();
    await press('{ArrowDown}{ArrowDown}');
    await scroll(100 * ROW);
    expect(document.activeElement).toBe(card('Entry 0299'));
    expect(titles()).toContain('Entry 0200');
    // In the order of the list, which is that of a screen reader.
    expect(titles()).toEqual([...titles()].sort().reverse());
    await press('r');
    expect(stage.inbox.unread).toBe(299);
  });

  it('should keep what is looked at in its place when rows above it go', async () => {
    stage = new Stage({ entries: entries(300), pageSize: 300 });
    await stage.open();
    await scroll(100 * ROW);
    const gone = stage.inbox.items.slice(10, 13);
    await stage.after(() =>
      gone.forEach(({ id }) => stage.inbox.server.drop(id))
    );
    expect(list().scrollTop).toBe(97 * ROW);
    // Below it nothing matters.
    const below = stage.inbox.items.slice(200, 205);
    await stage.after(() =>
      below.forEach(({ id }) => stage.inbox.server.drop(id))
    );
    expect(list().scrollTop).toBe(97 * ROW);
  });

  it('should go to the top for what waits', async () => {
    stage = new Stage({ entries: entries(300), pageSize: 300 });
    await stage.open();
    await scroll(100 * ROW);
    await stage.deliver({ title: 'Waits' });
    expect(list().scrollTop).toBe(100 * ROW);
    await stage.after(() =>
      fireEvent.click(screen.getByRole('button', { name: '1 new' }))
    );
    expect(list().scrollTop).toBe(0);
    expect(document.activeElement).toBe(card('Waits'));
  });

  describe('while it is scrolled', () => {
    const frames: FrameRequestCallback[] = [];
    const frame = () =>
      stage.after(() => frames.splice(0).forEach(call => call(0)));

    beforeEach(async () => {
      frames.length = 0;
      jest
        .spyOn(window, 'requestAnimationFrame')
        .mockImplementation(call => frames.push(call));
      stage = new Stage({ entries: entries(300), pageSize: 300 });
      await stage.open();
    });

    it('should draw few cards with a frame, those in view first, and all of them soon', async () => {
      expect(outlines()).toEqual([]);
      await jump(100 * ROW);
      expect(titles()).toEqual(['Entry 0300']);
      const shown = outlines();
      expect(shown).toContain('Entry 0200');
      expect(shown.length).toBeGreaterThan(10);
      // Nothing moves when a card takes its place.
      const outline = document.querySelector('.jp-Notifications-outline')!;
      expect(outline.closest('li')!.style.blockSize).toBe(`${ROW}px`);
      await frame();
      expect(titles()).toEqual(['Entry 0300', 'Entry 0201', 'Entry 0200']);
      expect(card('Entry 0200')!.closest('li')!.style.blockSize).toBe('');
      for (let drawn = 2; drawn < shown.length; drawn += 2) {
        await frame();
      }
      expect(outlines()).toEqual([]);
      expect(titles()).toEqual(['Entry 0300', ...shown]);
      expect(frames).toEqual([]);
    });

    it('should keep the cards that are there', async () => {
      const shown = titles();
      await jump(2 * ROW);
      expect(titles()).toEqual(shown);
      expect(outlines().length).toBe(2);
      await frame();
      expect(outlines()).toEqual([]);
    });

    it('should have a card where the focus goes', async () => {
      await press('{ArrowDown}{End}');
      expect(outlines()).not.toEqual([]);
      expect(document.activeElement).toBe(card('Entry 0001'));
    });

    it('should not wait for a frame once it is gone', async () => {
      const cancel = jest.spyOn(window, 'cancelAnimationFrame');
      await jump(100 * ROW);
      const asked = frames.length;
      await stage.after(() => stage.badge.popup.close());
      expect(cancel).toHaveBeenCalledWith(asked);
    });
  });

  it('should select what is loaded and not in the page, too', async () => {
    stage = new Stage({ entries: entries(300), pageSize: 300 });
    await stage.open();
    await press('{ArrowDown}');
    await press('{Control>}a{/Control}');
    expect(
      document.querySelector('p.jp-Notifications-heading')!.textContent
    ).toBe('300 selected');
    await press('{Delete}');
    expect(titles()).toEqual([]);
  });
});
