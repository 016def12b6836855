// Starts the wasm module, brings the custom elements, and holds the few functions that wasm cannot hold itself.
// WASM and TEXTS are put in by the build: the addresses of the module and of each language's texts.
import '@digdir/designsystemet-web/clickdelegatefor';
import '@digdir/designsystemet-web/ds-error-summary';
import '@digdir/designsystemet-web/ds-field';
import '@digdir/designsystemet-web/ds-suggestion';
import '@digdir/designsystemet-web/ds-tabs';
import '@digdir/designsystemet-web/popover';
import init from 'kyndig-wasm';

window.dsWarnings = false;

const fetchTexts = async (language) => {
  const answer = await fetch(TEXTS[language]);
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  return answer.text();
};

// asked for at once, beside the module, and not after it
let remembered = 'nb';
try {
  remembered = localStorage.getItem('kyndig.language') ?? remembered;
} catch {
  // no storage: the first language it is
}
// before anything is drawn
let appearance = 'auto';
try {
  appearance = localStorage.getItem('kyndig.appearance') ?? appearance;
} catch {
  // no storage: as the system says
}
if (['light', 'dark'].includes(appearance)) document.documentElement.dataset.colorScheme = appearance;
const first = TEXTS[remembered] ? remembered : 'nb';
let firstTexts = fetchTexts(first);
firstTexts.catch(() => {});

window.kyndig = {
  // there is no clipboard without https, and none where it is forbidden
  copied: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  },
  texts(language) {
    const texts = language === first && firstTexts ? firstTexts : fetchTexts(language);
    firstTexts = undefined;
    return texts;
  },
  alone: (work) => (navigator.locks ? navigator.locks.request('kyndig', work) : work()),
  // as if a link had been followed: the access token goes in a header, which a link cannot send
  save(name, blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
  keepPlace(id) {
    const before = document.getElementById(id)?.getBoundingClientRect().top;
    if (before === undefined) return;
    requestAnimationFrame(() => {
      const after = document.getElementById(id)?.getBoundingClientRect().top ?? before;
      if (Math.abs(after - before) > 1) window.scrollBy(0, after - before);
    });
  },
  // a table that fits into the page lets the page scroll, beneath a head that stays; a wider one scrolls in its frame
  watchWidth(frame) {
    const table = frame.querySelector('table');
    if (!table) return;
    const watch = new ResizeObserver(() => frame.classList.toggle('fits', table.offsetWidth <= frame.clientWidth + 1));
    watch.observe(frame);
    watch.observe(table);
  },
  intoSight(id) {
    document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  },
  lowerHalf(element, y) {
    const box = element.getBoundingClientRect();
    return y > box.top + box.height / 2;
  },
  scrollAtEdge(y) {
    if (y < 96) window.scrollBy(0, -12);
    else if (y > window.innerHeight - 64) window.scrollBy(0, 12);
  },
  // fetch does not tell how far a body has come
  send: (address, headers, form, progress) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', address);
      for (const [name, value] of headers) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ lengthComputable, loaded, total }) => lengthComputable && progress(loaded / total);
      request.onload = () => resolve([request.status, request.responseText]);
      request.onerror = reject;
      request.send(form);
    }),
  booted() {
    document.getElementById('boot')?.remove();
  },
  crashed(cause) {
    console.error(cause);
    document.getElementById('boot')?.remove();
    const sorry = document.getElementById('crashed');
    if (sorry) sorry.hidden = false;
  },
};

// a message lies over the page for a while: what takes the focus by keyboard meanwhile must not be
// beneath it. Not by pointer: what is being pressed must not move away
document.addEventListener('focusin', ({ target }) => {
  if (!target.matches(':focus-visible')) return;
  const { top, bottom, left, right } = target.getBoundingClientRect();
  const beneath = [...document.querySelectorAll('.toast')].some((toast) => {
    const over = toast.getBoundingClientRect();
    return !toast.contains(target) && top < over.bottom && bottom > over.top && left < over.right && right > over.left;
  });
  if (beneath) target.scrollIntoView({ block: 'center' });
});

document.getElementById('reload')?.addEventListener('click', () => location.reload());
init({ module_or_path: WASM }).catch((error) => window.kyndig.crashed(error));
