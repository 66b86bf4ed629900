/** What the sanitizer of an older application lets pass is taken away here. */

import { harden } from '../src/harden';

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

  it('should keep of an image where it is and what it shows', () => {
    const image = hardened(
      '<img src="https://a.example/i.png" srcset="https://b.example/i.png 2x" onerror="x" alt="A">'
    ).querySelector('img')!;
    expect(image.getAttributeNames().sort()).toEqual(['alt', 'src']);
  });
});
