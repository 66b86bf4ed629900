/** What the sanitizer of an older application lets pass is taken away here. */

import { harden } from '../../src/card/harden';
import { HardSanitizer } from '../../src/card/hardsanitizer';

function hardened(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  harden(root);
  return root;
}

describe('harden()', () => {
  it('should take commands away', () => {
    const root = hardened(
      '<a href="https://a.example" data-commandlinker-command="x:y" data-commandlinker-args="{}">go</a>'
    );
    expect(root.querySelector('a')!.getAttributeNames().sort()).toEqual([
      'class',
      'href',
      'rel',
      'target'
    ]);
  });

  it('should keep the words of a control, and nothing else of it', () => {
    const root = hardened(
      '<p>Press <button data-commandlinker-command="x">this <b onclick="x">one</b></button></p><label>L <input name="n"></label>'
    );
    expect(root.innerHTML).toBe('<p>Press this one</p>L ');
  });

  it('should drop what is no text at all', () => {
    const root = hardened(
      '<style>p{}</style><script>x</script><svg><text>y</text></svg><iframe>z</iframe>a'
    );
    expect(root.innerHTML).toBe('a');
  });

  it('should keep the boxes of a task list, out of use', () => {
    const root = hardened(
      '<ul><li><input type="checkbox" checked onchange="x" id="y"> done</li></ul>'
    );
    const box = root.querySelector('input')!;
    expect([box.checked, box.disabled, box.id]).toEqual([true, true, '']);
    expect(box.hasAttribute('onchange')).toBe(false);
  });

  it('should make headings lines, without the anchors that the renderer puts there', () => {
    const root = hardened(
      '<h1 id="jp-main">Title<a class="jp-InternalAnchorLink" href="#jp-main">¶</a></h1>'
    );
    expect(root.innerHTML).toBe('<p><strong>Title</strong></p>');
  });

  it('should show no image that has to be asked for, and leave its words', () => {
    const root = hardened(
      '<p><img src="https://a.example/i.png" srcset="https://b.example/i.png 2x" alt="Web"> ' +
        '<img src="/hub/logout" alt="Here"> <img src="x" alt="Beside"> <img src="//c.example/i" alt="Bare"></p>'
    );
    expect(root.querySelector('img')).toBeNull();
    expect(root.textContent).toBe('Web Here Beside Bare');
    expect(
      [...root.querySelectorAll('a')].map(link => [
        link.textContent,
        link.getAttribute('href')
      ])
    ).toEqual([['Web', 'https://a.example/i.png']]);
  });

  it('should not put a link into a link for the sake of an image', () => {
    const root = hardened(
      '<a href="https://a.example/"><img src="https://b.example/i.png" alt="B"></a>'
    );
    expect(root.querySelectorAll('a')).toHaveLength(1);
    expect(root.textContent).toBe('B');
  });

  it('should show an image that the notification brings itself', () => {
    const image = hardened(
      '<img src="data:image/png;base64,iVBORw0KGgo=" srcset="https://b.example/i.png 2x" onerror="x" alt="A">'
    ).querySelector('img')!;
    expect(image.getAttributeNames().sort()).toEqual(['alt', 'src']);
  });

  it('should find nothing more to take away the second time', () => {
    const root = hardened(
      '<h2>T</h2><p><a href="https://a.example/">go</a> <a href="work/a.ipynb">on</a></p>'
    );
    const once = root.innerHTML;
    harden(root);
    expect(root.innerHTML).toBe(once);
  });
});

describe('HardSanitizer', () => {
  const app = {
    getAutolink: () => false,
    sanitize: (dirty: string) => dirty.replace('bad', '')
  };

  it('should harden what the application has sanitized', () => {
    expect(
      new HardSanitizer(app).sanitize(
        '<p id="x">bad<img src="/logout" alt="A"></p>'
      )
    ).toBe('<p>A</p>');
  });

  it('should keep to the rest of what the application says', () => {
    const sanitizer = new HardSanitizer(app);
    expect(sanitizer.getAutolink()).toBe(false);
    expect(sanitizer.allowNamedProperties).toBe(false);
    expect(new HardSanitizer({ sanitize: one => one }).getAutolink()).toBe(
      true
    );
  });
});
