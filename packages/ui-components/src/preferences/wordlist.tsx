/** A list of words that can be added to and taken from. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useRef, useState } from 'react';

/** The longest word that the server takes, in characters. */
const MOST = 128;

/** The list. */
export function WordList(props: {
  legend: string;
  note: string;
  words: ReadonlyArray<string>;
  trans: TranslationBundle;
  /** Change what is there at that moment. */
  change: (to: (words: ReadonlyArray<string>) => string[]) => void;
}): JSX.Element {
  const { legend, note, words, trans, change } = props;
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const add = () => {
    const word = typed.trim();
    if (word) {
      change(now => [...now.filter(one => one !== word), word]);
      setTyped('');
    }
    input.current?.focus();
  };
  return (
    <fieldset
      className="jp-Notifications-preferencesPart"
      aria-describedby={`${id}-note`}
    >
      <legend>{legend}</legend>
      <p className="jp-Notifications-preferencesNote" id={`${id}-note`}>
        {note}
      </p>
      {words.length > 0 && (
        <ul className="jp-Notifications-preferencesWords">
          {words.map(word => (
            <li key={word}>
              <bdi>{word}</bdi>
              <button
                type="button"
                className="jp-Notifications-preferencesButton"
                aria-label={trans.__('Take “%1” away: %2', word, legend)}
                onClick={() => {
                  change(now => now.filter(one => one !== word));
                  // The button goes with its word.
                  input.current?.focus();
                }}
              >
                {trans.__('Remove')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="jp-Notifications-preferencesRow">
        <input
          ref={input}
          type="text"
          maxLength={MOST}
          aria-label={trans.__('Add: %1', legend)}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          onKeyDown={event => {
            // Enter also ends the writing of a word by an input method.
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              // Not for the form around.
              event.preventDefault();
              add();
            }
          }}
        />
        <button
          type="button"
          className="jp-Notifications-preferencesButton"
          onClick={add}
        >
          {trans.__('Add')}
        </button>
      </div>
    </fieldset>
  );
}
