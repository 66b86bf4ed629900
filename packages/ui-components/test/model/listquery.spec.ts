/** What the server is asked for: the tab, the words and the filters together. */

import { ListQuery } from '../../src/model/listquery';

describe('ListQuery', () => {
  let query: ListQuery;
  let asked: number;

  beforeEach(() => {
    jest.useFakeTimers();
    asked = 0;
    query = new ListQuery();
    query.changed.connect(() => {
      asked++;
    });
  });

  afterEach(() => {
    query.dispose();
    jest.useRealTimers();
  });

  it('should ask for the tab, also that of what is snoozed', () => {
    expect(query.query).toEqual({ state: 'inbox' });
    query.tab = 'snoozed';
    expect(query.query).toEqual({ state: 'snoozed' });
    expect(asked).toBe(1);
  });

  it('should combine source, topic, type and words', () => {
    query.choose({ source: 'tqdm' });
    query.choose({ topic: 'run', type: 'error' });
    query.search = ' lost ';
    jest.runAllTimers();
    expect(query.query).toEqual({
      state: 'inbox',
      source: 'tqdm',
      topic: 'run',
      type: 'error',
      q: 'lost'
    });
    expect(asked).toBe(3);
  });

  it('should take one choice back, and keep the others', () => {
    query.choose({ source: 'tqdm', type: 'error' });
    query.choose({ source: null });
    expect(query.filters).toEqual({ type: 'error' });
    expect(query.isFiltered).toBe(true);
    query.choose({ type: null });
    expect(query.isFiltered).toBe(false);
  });

  it('should clear the filters, and keep words and tab', () => {
    query.tab = 'unread';
    query.search = 'lost';
    query.choose({ source: 'tqdm' });
    query.clearFilters();
    expect(query.query).toEqual({ state: 'unread', q: 'lost' });
    const before = asked;
    query.clearFilters();
    expect(asked).toBe(before);
  });

  it('should widen by words and filters, and reset without a word', () => {
    query.tab = 'snoozed';
    query.search = 'lost';
    query.choose({ topic: 'run' });
    query.widen();
    expect(query.query).toEqual({ state: 'snoozed' });
    const before = asked;
    query.search = 'more';
    query.choose({ topic: 'run' });
    query.reset();
    jest.runAllTimers();
    expect(query.query).toEqual({ state: 'inbox' });
    expect(asked).toBe(before + 1);
  });
});
